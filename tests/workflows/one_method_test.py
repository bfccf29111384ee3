"""The Snakefile chains the programs to the scores that the programs give by hand; a rerun does nothing."""

import os
import subprocess
import sys
from pathlib import Path

import nibabel
import numpy as np

ROOT = Path(__file__).parents[2]
BIN = Path(os.environ["COOPSEG_BIN"])
PATIENTS = {"a": "train", "b": "train", "c": "val", "d": "test"}


def make_cohort(folder: Path) -> None:
    rows = ["case,patient,phase,site,vendor,image,label,frame,labels"]
    x, y, z = np.meshgrid(np.arange(24), np.arange(20), np.arange(3), indexing="ij")
    for number, patient in enumerate(PATIENTS):
        radius = np.hypot(x - 11 - number, y - 10)
        label = np.select([radius < 3, radius < 5, (x > 11) & (radius < 8)], [1, 2, 3], 0).astype(np.uint8)
        image = (90 * (label == 1) + 50 * (label == 3) + 2 * x + y + z).astype(np.int16)
        for name, data in ((patient, image), (f"{patient}_gt", label)):
            nibabel.save(nibabel.Nifti1Image(data, np.diag([1.5, 1.5, 8, 1])), folder / f"{name}.nii.gz")
        rows.append(f"{patient}_ED,{patient},ED,,,{patient}.nii.gz,{patient}_gt.nii.gz,,")
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n")
    lines = [f"{patient},{split}" for patient, split in PATIENTS.items()]
    (folder / "split.csv").write_text("\n".join(["case_or_patient,split", *lines]) + "\n")
    (folder / "tiny.ini").write_text("base-width = 2\nsize = 16\nbatch-size = 4\nepochs = 1\nlearning-rate = 0.01\n")


def snakemake(folder: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "snakemake", "-s", ROOT / "workflows/Snakefile", "--cores", "2"]
    command += ["--configfile", ROOT / "configs/experiments/one-method.yaml", "--config", "manifest=manifest.csv"]
    command += [
        "split=split.csv",
        "data_root=.",
        "results=results",
        "threads=1",
        f"bin={BIN}",
        f"budget={folder / 'tiny.ini'}",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def run(folder: Path, program: str, *arguments: object) -> None:
    result = subprocess.run([BIN / program, *map(str, arguments)], cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_scores_equal_those_by_hand(tmp_path: Path) -> None:
    make_cohort(tmp_path)
    first = snakemake(tmp_path)
    assert first.returncode == 0, first.stderr
    results = tmp_path / "results"
    model = results / "runs/split/coop-latent/seed-0/best.h5"
    run(tmp_path, "preprocess", "--manifest", "manifest.csv", "--data-root", ".", "--case", "d_ED", "-o", "clean.h5")
    run(tmp_path, "corrupt-artifacts", "clean.h5", "--artifact", "bias-field", "--severity", 3, "-o", "bias-field-3.h5")
    for test_set in "clean", "bias-field-3":
        options = ("--model", model, "--threads", 1, "-q")
        run(tmp_path, "predict", f"{test_set}.h5", *options, "-o", "ftn.h5", "--force")
        run(tmp_path, "refine", "ftn.h5", *options, "-o", "stn.h5", "--force")
        for stage in "ftn", "stn":
            run(tmp_path, "evaluate", f"{stage}.h5", "-o", "scores.csv", "--force")
            made = results / f"scores/split/coop-latent/seed-0/{test_set}.{stage}.csv"
            assert made.read_bytes() == (tmp_path / "scores.csv").read_bytes()
            assert len(made.read_text().splitlines()) == 4
    again = snakemake(tmp_path)
    assert again.returncode == 0 and "Nothing to be done" in again.stdout + again.stderr
