"""Other programs in place of the stages of an experiment, and the example of docs/experiments.md."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest
import yaml

from experiments import IN_THREADS, run_experiment

ROOT = Path(__file__).parents[2]
BIN = Path(os.environ["COOPSEG_BIN"])
STAGES = "preprocess corrupt-artifacts train-ftn-stn augment-latent predict refine evaluate".split()
RECORDER = """#!/bin/sh
echo "$(basename "$0") $*" >> calls.txt
exec "{program}" "$@" --threads "$OMP_NUM_THREADS" -q
"""


def write_program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def snakemake(folder: Path, *settings: str, target: str | None = None) -> subprocess.CompletedProcess:
    path = f"{Path(sys.executable).parent}:{folder}/on path:{os.environ['PATH']}"
    given = ("results=results", *settings)
    return run_experiment(folder, ["smallest.yaml"], given, IN_THREADS, target=target, env={"PATH": path})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest experiment, with a recorder in front of each of the seven programs: three paths, four commands."""
    folder = tmp_path_factory.mktemp("stages")
    (folder / "split.csv").write_text("case_or_patient,split\npatient001,train\npatient002,val\npatient003,test\n")
    (folder / "tiny.ini").write_text("base-width = 2\nsize = 32\nbatch-size = 8\nepochs = 1\nlearning-rate = 0.01\n")
    (folder / "on path").mkdir()
    stages = {}
    for number, stage in enumerate(STAGES):
        place = folder if number < 3 else folder / "on path"
        write_program(place / f"my-{stage}", RECORDER.format(program=BIN / stage))
        stages[stage] = (
            [f"./my-{stage}", f"my-{stage}", f"{folder}/my-{stage}"][number] if number < 3 else f"my-{stage}"
        )
    settings = yaml.safe_load((ROOT / "tests/workflows/smallest.yaml").read_text())
    settings |= {"title": "Stages", "bin": str(BIN), "budget": str(folder / "tiny.ini"), "split": "split.csv"}
    settings |= {"manifest": str(ROOT / "data_manifests/phantom-demo/manifest.csv")}
    settings["phantom"] |= {"sites": ["a"], "subjects": [3]}
    settings |= {"methods": ["coop", "coop-study"], "hard_examples": {"model": "coop"}, "seeds": [5]}
    settings |= {"severities": [2], "artifact_seed": 9, "stages": stages}
    (folder / "smallest.yaml").write_text(yaml.safe_dump(settings))
    result = snakemake(folder)
    assert result.returncode == 0, result.stderr
    return folder


def test_each_of_the_seven_is_called_with_the_arguments_that_the_documentation_names(folder: Path) -> None:
    calls = set((folder / "calls.txt").read_text().splitlines())
    manifest, train = ROOT / "data_manifests/phantom-demo/manifest.csv", ROOT / "configs/train"
    lists = "results/lists/split"
    read = f"my-preprocess --manifest {manifest}"
    end = "--data-root results/cohort -o results"
    expected = {
        f"{read} --case patient{case} {end}/cases/patient{case}.h5 --spacing 8"
        for case in ("001_ED", "001_ES", "002_ED", "002_ES")
    }
    expected |= {
        f"{read} --case patient003_ED --case patient003_ES {end}/test/clean.h5 --spacing 8",
        "my-corrupt-artifacts results/test/clean.h5 --artifact bias-field --severity 2 --seed 9"
        " -o results/test/bias-field-2.h5",
    }
    for case in "001_ED", "001_ES":
        expected.add(
            f"my-augment-latent --model results/runs/split/coop/seed-5/best.h5 results/cases/patient{case}.h5 --seed 0"
            f" -o results/hard/split/seed-5/copy-0/patient{case}.h5"
        )
    for method, hard in ("coop", ""), ("coop-study", " --hard-list results/hard/split/seed-5.txt"):
        run, segmented = f"results/runs/split/{method}/seed-5", f"results/segmentations/split/{method}/seed-5"
        expected.add(
            f"my-train-ftn-stn --config {train}/{method}.ini --config {folder}/tiny.ini --seed 5"
            f" --train-list {lists}/train.txt --val-list {lists}/val.txt -o {run} --resume{hard}"
        )
        for name in "clean", "bias-field-2":
            expected.add(f"my-predict --model {run}/best.h5 results/test/{name}.h5 -o {segmented}/{name}.ftn.h5")
            expected.add(f"my-refine --model {run}/best.h5 {segmented}/{name}.ftn.h5 -o {segmented}/{name}.stn.h5")
            for stage in "ftn", "stn":
                scores = f"results/scores/split/{method}/seed-5/{name}.{stage}.csv"
                expected.add(f"my-evaluate {segmented}/{name}.{stage}.h5 -o {scores}")
    assert calls == expected
    assert (folder / "results/report.html").is_file()


def test_the_description_of_the_experiment_names_the_programs(folder: Path) -> None:
    described = json.loads((folder / "results/experiment.json").read_text())["stages"]
    assert described == yaml.safe_load((folder / "smallest.yaml").read_text())["stages"]


def test_another_title_reaches_the_report_and_nothing_else_runs_again(folder: Path) -> None:
    calls = (folder / "calls.txt").read_text()
    result = snakemake(folder, "title=Another title {x}")
    assert result.returncode == 0, result.stderr
    assert "Another title {x}" in (folder / "results/report.html").read_text()
    assert (folder / "calls.txt").read_text() == calls


def test_hard_examples_come_from_the_model_that_the_experiment_names(folder: Path) -> None:
    lines = (folder / "results/hard/split/seed-5.txt").read_text().splitlines()
    assert lines == ["seed-5/copy-0/patient001_ED.h5", "seed-5/copy-0/patient001_ES.h5"]
    with (
        h5py.File(folder / "results/hard/split" / lines[0]) as hard,
        h5py.File(folder / "results/cases/patient001_ED.h5") as own,
    ):
        assert (hard["cases/patient001_ED/image"][()] != own["cases/patient001_ED/image"][()]).any()
        provenance = json.loads(hard["cases/patient001_ED/provenance"].asstr()[()])
    assert provenance[-1]["tool"] == "augment-latent"


def test_the_example_of_the_documentation_runs_and_only_what_follows_runs_again(folder: Path) -> None:
    example = re.search(r"```python\n(#!.*?)```", (ROOT / "docs/experiments.md").read_text(), re.DOTALL)[1]
    write_program(folder / "bright-is-lv", example)
    calls = folder / "calls.txt"
    stages = yaml.safe_load((folder / "smallest.yaml").read_text())["stages"] | {"predict": "./bright-is-lv"}
    calls.unlink()
    result = snakemake(folder, f"stages={json.dumps(stages)}")
    assert result.returncode == 0, result.stderr
    assert {line.split()[0] for line in calls.read_text().splitlines()} == {
        "my-corrupt-artifacts",
        "my-refine",
        "my-evaluate",
    }
    with h5py.File(folder / "results/test/clean.h5") as study:
        case = study["cases/patient003_ED"]
        bright, ventricle = case["image"][()] > 0.7, case["label"][()] == 1
    dice = 2 * np.sum(bright & ventricle) / (bright.sum() + ventricle.sum())
    with (folder / "results/scores/split/coop/seed-5/clean.ftn.csv").open(newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["case"], row["name"]) == ("patient003_ED", "LV") and dice > 0
    assert float(row["dice"]) == pytest.approx(dice, abs=1e-6)


def test_a_program_that_fails_leaves_no_output(folder: Path) -> None:
    write_program(folder / "fails", '#!/bin/sh\nfor output; do :; done\necho half > "$output"\nexit 3\n')
    target = "results/scores/split/coop/seed-5/clean.ftn.csv"
    result = snakemake(folder, "stages={evaluate: ./fails}", target=target)
    assert result.returncode == 1 and "Error in rule evaluate" in result.stderr and not (folder / target).exists()
