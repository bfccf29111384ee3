"""Methods that start from the model of another: its run comes first, and its steps and seconds count with theirs."""

import csv
import hashlib
import json
import math
import os
from pathlib import Path

import h5py
import pytest

from coopseg.watching import progress
from experiments import IN_THREADS, SMALLEST, run_experiment

ROOT = Path(__file__).parents[2]
BIN = Path(os.environ["COOPSEG_BIN"])
METHODS = ["ftn-latent-warm-stn", "ftn-latent-warm", "standard", "standard-long"]


def run(folder: Path, methods: list[str], more: str) -> Path:
    (folder / "split.csv").write_text("case_or_patient,split\npatient001,train\npatient002,val\npatient003,test\n")
    (folder / "tiny.ini").write_text("base-width = 2\nsize = 32\nbatch-size = 8\nlearning-rate = 0.01\nmax-steps = 6\n")
    (folder / "tiny.yaml").write_text(
        f"manifest: {ROOT}/data_manifests/phantom-demo/manifest.csv\nsplit: split.csv\nbudget: {folder}/tiny.ini\n"
        f"bin: {BIN}\nresults: results\nphantom: {{sites: [a], subjects: [3], seed: 0}}\n"
        f"methods: {json.dumps(methods)}\n{more}\n"
    )
    result = run_experiment(folder, [*SMALLEST, "tiny.yaml"], (), IN_THREADS)
    assert result.returncode == 0, result.stderr[-3000:]
    return folder / "results"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("chain"), METHODS, "options: {train-ftn-stn: {max-steps: 4}}")


def run_of(results: Path, method: str) -> Path:
    return results / f"runs/split/{method}/seed-0"


def last(results: Path, method: str) -> dict[str, str]:
    with (run_of(results, method) / "log.csv").open(newline="") as file:
        return list(csv.DictReader(file))[-1]


def weights(model: Path, sub_network: str) -> dict[str, bytes]:
    with h5py.File(model) as file:
        return {key: value[()].tobytes() for key, value in file[f"weights/{sub_network}"].items()}


@pytest.mark.parametrize(
    ("method", "start"), [("ftn-latent-warm", "standard"), ("ftn-latent-warm-stn", "ftn-latent-warm")]
)
def test_a_method_starts_from_the_best_model_of_the_other(results: Path, method: str, start: str) -> None:
    best = run_of(results, start) / "best.h5"
    with h5py.File(run_of(results, method) / "best.h5") as file:
        (step,) = json.loads(file["provenance"][()])
    assert step["digests"]["init"] == "sha256:" + hashlib.sha256(best.read_bytes()).hexdigest()


def test_an_stn_that_trains_alone_leaves_the_rest_as_it_was(results: Path) -> None:
    first, alone = (run_of(results, method) / "best.h5" for method in ("ftn-latent-warm", "ftn-latent-warm-stn"))
    for sub_network in "image_encoder", "segmentation_decoder", "image_decoder":
        assert weights(first, sub_network) == weights(alone, sub_network)
    scores = [results / f"scores/split/{method}/seed-0/clean.ftn.csv" for method in ("ftn-latent-warm", METHODS[0])]
    assert scores[0].read_text() == scores[1].read_text()
    assert not (results / "scores/split/ftn-latent-warm/seed-0/clean.stn.csv").exists()


def test_steps_and_seconds_of_a_chain_count_together(results: Path) -> None:
    """The limit of the experiment's options holds for all but the long method, which gets the time of the chain."""
    chain = METHODS[:3]
    assert [int(last(results, method)["step"]) for method in chain] == [4, 4, 4]
    seconds = [float(last(results, method)["seconds"]) for method in chain]
    assert int(last(results, "standard-long")["step"]) == math.ceil(sum(seconds) * 4 / seconds[2])
    with (results / "tables/dice.csv").open(newline="") as file:
        found = {row["method"]: row for row in csv.DictReader(file) if row["table"] == "equal-steps"}
    assert [int(found[method]["steps"]) for method in chain] == [12, 8, 4]
    assert int(found[chain[0]]["seconds"]) == round(sum(seconds))


def test_the_report_says_what_a_method_does_and_where_it_starts(results: Path) -> None:
    experiment = json.loads((results / "experiment.json").read_text())
    assert experiment["starts"] == {METHODS[0]: ["ftn-latent-warm", "standard"], "ftn-latent-warm": ["standard"]}
    page = (results / "report.html").read_text()
    assert "image encoder, code decoupler and segmentation decoder with the cross entropy alone" in page


def test_a_slow_machine_leaves_the_long_method_out(tmp_path: Path) -> None:
    results = run(tmp_path, ["standard", "standard-long"], "long_needs_gflops: 1000000\nartifacts: []")
    assert [path.name for path in (results / "runs/split").iterdir()] == ["standard"]
    experiment = json.loads((results / "experiment.json").read_text())
    assert experiment["methods"] == ["standard"] and experiment["left_out"][0]["method"] == "standard-long"
    assert experiment["machine"] == json.loads((results / "machine.json").read_text())
    assert progress.line(results, started=0.0, work_at_start=0.0)[1], "nothing is left to do"
