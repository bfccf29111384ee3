"""The Snakefile chains the programs to the scores that they give by hand, on each split; a rerun does nothing."""

import json
import os
import subprocess
from pathlib import Path

import h5py
import nibabel
import numpy as np

from experiments import IN_THREADS, ONE_METHOD, run_experiment

ROOT = Path(__file__).parents[2]
BIN = Path(os.environ["COOPSEG_BIN"])
SPLITS = {
    "first": {"a": "train", "b": "train", "c": "val", "d": "test"},
    "second": {"a": "train", "c": "train", "b": "val", "d": "test"},
}
RECIPE = ROOT / "configs/artifacts/acdc-c.ini"


def make_cohort(folder: Path) -> None:
    rows = ["case,patient,phase,site,vendor,image,label,frame,labels"]
    x, y, z = np.meshgrid(np.arange(24), np.arange(20), np.arange(3), indexing="ij")
    for number, patient in enumerate(SPLITS["first"]):
        radius = np.hypot(x - 11 - number, y - 10)
        label = np.select([radius < 3, radius < 5, (x > 11) & (radius < 8)], [1, 2, 3], 0).astype(np.uint8)
        image = (90 * (label == 1) + 50 * (label == 3) + 2 * x + y + z).astype(np.int16)
        for name, data in ((patient, image), (f"{patient}_gt", label)):
            nibabel.save(nibabel.Nifti1Image(data, np.diag([1.5, 1.5, 8, 1])), folder / f"{name}.nii.gz")
        rows.append(f"{patient}_ED,{patient},ED,,,{patient}.nii.gz,{patient}_gt.nii.gz,,")
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n")
    for name, split in SPLITS.items():
        lines = [f"{patient},{part}" for patient, part in split.items()]
        (folder / f"{name}.csv").write_text("\n".join(["case_or_patient,split", *lines]) + "\n")
    text = RECIPE.read_text()
    (folder / "spikes.ini").write_text(text[: text.index("[motion]")] + text[text.index("[spike]") : text.index("[gh")])
    (folder / "tiny.ini").write_text("base-width = 2\nsize = 16\nbatch-size = 4\nepochs = 1\nlearning-rate = 0.01\n")


def snakemake(folder: Path, *options: str) -> subprocess.CompletedProcess:
    settings = ["manifest=manifest.csv", "split=[first.csv, second.csv]", "data_root=.", "results=results", "threads=1"]
    settings += [f"recipes=[{folder}/spikes.ini]", "copies=[2]", f"bin={BIN}", f"budget={folder / 'tiny.ini'}"]
    return run_experiment(folder, [ONE_METHOD], settings, IN_THREADS, *options)


def run(folder: Path, program: str, *arguments: object) -> None:
    result = subprocess.run([BIN / program, *map(str, arguments)], cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def trained_on(model: Path) -> str:
    """The digests of the studies that a model was trained on; what it scores is no sign of them."""
    with h5py.File(model) as file:
        steps = json.loads(file["provenance"][()])
    return json.dumps(steps[-1]["digests"], sort_keys=True)


def test_scores_equal_those_by_hand(tmp_path: Path) -> None:
    make_cohort(tmp_path)
    first = snakemake(tmp_path)
    assert first.returncode == 0, first.stderr
    results = tmp_path / "results"
    run(tmp_path, "preprocess", "--manifest", "manifest.csv", "--data-root", ".", "--case", "d_ED", "-o", "clean.h5")
    corrupt = ("corrupt-artifacts", "clean.h5", "--artifact")
    run(tmp_path, *corrupt, "bias-field", "--severity", 3, "-o", "bias-field-3.h5")
    run(tmp_path, *corrupt, "spike", "--recipe", "spikes.ini", "--copy", 2, "-o", "spikes-spike-copy-2.h5")
    for split, parts in SPLITS.items():
        patients = [patient for patient, part in parts.items() if part == "train"]
        listed = (results / f"lists/{split}/train.txt").read_text().splitlines()
        assert listed == [f"../../cases/{patient}_ED.h5" for patient in patients]
        for test_set in "clean", "bias-field-3", "spikes-spike-copy-2":
            compare_by_hand(tmp_path, f"{split}/coop-latent/seed-0", test_set)
    assert len({trained_on(results / f"runs/{split}/coop-latent/seed-0/best.h5") for split in SPLITS}) == len(SPLITS)
    again = snakemake(tmp_path)
    assert again.returncode == 0 and "Nothing to be done" in again.stdout + again.stderr
    assert snakemake(tmp_path, "--report", "snakemake.html").returncode == 0
    page = (tmp_path / "snakemake.html").read_text()
    assert "report.html" in page and "corrupt_by_recipe" in page


def compare_by_hand(folder: Path, run_name: str, test_set: str) -> None:
    results = folder / "results"
    options = ("--model", results / f"runs/{run_name}/best.h5", "--threads", 1, "-q", "--force")
    run(folder, "predict", f"{test_set}.h5", *options, "-o", "ftn.h5")
    run(folder, "refine", "ftn.h5", *options, "-o", "stn.h5", "--report", "report.csv")
    assert (results / f"reports/{run_name}/{test_set}.csv").read_bytes() == (folder / "report.csv").read_bytes()
    for stage in "ftn", "stn":
        run(folder, "evaluate", f"{stage}.h5", "-o", "scores.csv", "--force")
        made = results / f"scores/{run_name}/{test_set}.{stage}.csv"
        assert made.read_bytes() == (folder / "scores.csv").read_bytes()
        assert len(made.read_text().splitlines()) == 4
