"""Names and paths are data: nothing of a manifest, a split or an experiment is read by a shell."""

import csv
import os
import re
import subprocess
from pathlib import Path

import nibabel
import numpy as np
import pytest

from coopseg.experiment.settings import words_of
from coopseg.experiment.test_sets import file_names
from experiments import ONE_METHOD, run_experiment

ROOT = Path(__file__).parents[2]
BIN = Path(os.environ["COOPSEG_BIN"])
HOSTILE = "St. M\u00e4ry/[1] 'x' \"y\"; $(touch pwned) `touch pwned` {z}"


def make_cohort(folder: Path, data: Path) -> None:
    data.mkdir(parents=True)
    x, y, _ = np.meshgrid(np.arange(24), np.arange(24), np.arange(3), indexing="ij")
    rows = [["case", "patient", "phase", "site", "vendor", "image", "label", "frame", "labels"]]
    for number, patient in enumerate("abcde"):
        radius = np.hypot(x - 11 - number, y - 11)
        label = np.select([radius < 3, radius < 5, (x > 11) & (radius < 8)], [1, 2, 3], 0).astype(np.uint8)
        for end, voxels in ("", label * 200 + 10), ("_gt", label):
            nibabel.save(
                nibabel.Nifti1Image(voxels.astype(np.int16), np.diag([1.5, 1.5, 8, 1])), data / f"{patient}{end}.nii"
            )
        site = HOSTILE if patient == "d" else ""
        rows.append([patient, patient, "ED", site, HOSTILE, f"{patient}.nii", f"{patient}_gt.nii", "", ""])
    with (folder / "my manifest; touch pwned.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    (folder / "split.csv").write_text("case_or_patient,split\na,train\nb,train\nc,val\nd,test\ne,test\n")
    (folder / "my budget.ini").write_text("base-width = 2\nsize = 16\nbatch-size = 4\nepochs = 1\n")


def run(folder: Path, *settings: str) -> subprocess.CompletedProcess:
    given = ("split=split.csv", "threads=1", f"bin={BIN}", "methods=[standard]", "artifacts=[]")
    return run_experiment(folder, [ONE_METHOD], [*given, f"budget={folder / 'my budget.ini'}", *settings])


def test_an_experiment_with_hostile_names_runs(tmp_path: Path) -> None:
    make_cohort(tmp_path, tmp_path / "my 'data'; touch pwned; [1]")
    done = run(
        tmp_path,
        "manifest=my manifest; touch pwned.csv",
        "data_root=my 'data'; touch pwned; [1]",
        "results=my results; touch pwned; \u00fc",
    )
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.rglob("pwned"))
    results = tmp_path / "my results; touch pwned; \u00fc"
    (site,) = results.glob("scores/split/standard/seed-0/site-*.csv")
    assert re.fullmatch(r"site-[A-Za-z0-9._-]+\.ftn\.csv", site.name)
    with site.open(newline="") as file:
        assert {row["site"] for row in csv.DictReader(file)} == {HOSTILE}
    assert "St. M\u00e4ry/[1]" in (results / "report.html").read_text()


@pytest.mark.parametrize(
    "setting",
    [
        "results=a{b}c",
        "data_root=a{b}",
        "manifest=a{b}.csv",
        "results=-r",
        "manifest=-m.csv",
        "results=$(touch pwned)",
        "data_root=`touch pwned`",
        'manifest=a"; touch pwned; ".csv',
        "title=$(touch pwned)",
    ],
)
def test_what_snakemake_would_read_is_refused_at_once(tmp_path: Path, setting: str) -> None:
    make_cohort(tmp_path, tmp_path / "data")
    given = ["manifest=my manifest; touch pwned.csv", "data_root=data", "results=r"]
    key, value = setting.split("=")
    done = run(tmp_path, *[item for item in given if not item.startswith(key)], setting)
    assert done.returncode == 1
    assert re.search(rf"{key}: found .*'{re.escape(value)}', expected ", done.stderr)
    assert not (tmp_path / "r").exists() and not list(tmp_path.rglob("pwned"))


def test_sites_become_names_of_files_each_its_own() -> None:
    sites = ["site-M\u00fcnchen", "site-Munchen", "site-a b", "site-a/b", "site-../../x", "site-a"]
    names = file_names(sites)
    assert names == ["site-Munchen-2", "site-Munchen", "site-a_b", "site-a_b-2", "site-.._.._x", "site-a"]


def test_options_stay_with_their_values() -> None:
    given = {"a": "$(x) y", "b": -1, "c": "", "d": None, "e": True, "f": "-z"}
    assert words_of(given) == ["--a", "$(x) y", "--b=-1", "--c=", "--d", "--e", "true", "--f=-z"]


def test_every_word_of_a_shell_command_is_quoted() -> None:
    for path in [*(ROOT / "workflows/rules").glob("*.smk"), ROOT / "workflows/Snakefile"]:
        for command in re.findall(r"    shell:\n((?: +\".*\"\n?)+)", path.read_text()):
            assert re.findall(r"\{[^{}]*\}", command) == re.findall(r"\{[^{}]*:q\}", command), path
