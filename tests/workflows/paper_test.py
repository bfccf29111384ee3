"""The published comparison with full lists of ACDC, ACDC-C and M&Ms: which jobs it consists of. No image is there."""

import csv
import re
import subprocess
import sys
from pathlib import Path

from experiments import PAPER, run_experiment

ROOT = Path(__file__).parents[2]
LISTS = ROOT / "data_manifests"
RUNS = ("run-0", "run-1", "run-2")
SUBJECTS = 360
VENDORS = {"1": "A", "2": "B", "3": "B", "4": "C", "5": "D"}  # by centre


def touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def make_downloads(folder: Path) -> None:
    """Empty files where the downloads have images, and a table of M&Ms that is made up."""
    for name in "acdc", "acdc-c":
        for row in rows_of(LISTS / name / "manifest.csv"):
            touch(folder / name / row["image"])
            touch(folder / name / row["label"])
    table = ["Index,External code,VendorName,Vendor,Centre,ED,ES"]
    for number in range(SUBJECTS):
        code, centre = f"X{number:03}", str(1 + number % 5)
        place = folder / "mnms" / ("Training/Labeled" if number < 150 else "Testing") / code
        touch(place / f"{code}_sa.nii.gz")
        touch(place / f"{code}_sa_gt.nii.gz")
        table.append(f"{number},{code},some vendor,{VENDORS[centre]},{centre},{number % 3},{8 + number % 5}")
    (folder / "mnms/dataset_info.csv").write_text("\n".join(table) + "\n")


def jobs(folder: Path) -> dict[str, int]:
    """The number of jobs by rule, as a dry run says."""
    settings = ["manifest=manifest.csv", f"split=[{', '.join(f'{run}.csv' for run in RUNS)}]", "data_root=."]
    result = run_experiment(folder, [PAPER], [*settings, "results=results"], "-n", "-q", "rules")
    assert result.returncode == 0, result.stdout + result.stderr
    return {rule: int(count) for rule, count in re.findall(r"^(\w+) +(\d+)$", result.stdout, re.MULTILINE)}


def test_jobs_of_the_full_lists(tmp_path: Path) -> None:
    make_downloads(tmp_path)
    make = [sys.executable, ROOT / "workflows/scripts/make_manifest.py", "--data-root", "."]
    make += ["acdc-ed=acdc", "mnms=mnms", "acdc-c=acdc-c", "-o", "manifest.csv"]
    for run in RUNS:
        split = ["--split", LISTS / f"acdc/{run}.csv", "--split-output", f"{run}.csv"]
        subprocess.run([*make, *split], cwd=tmp_path, check=True)
    assert len(rows_of(tmp_path / "manifest.csv")) == 2 * 100 + 240 + 2 * SUBJECTS

    rows = [row for run in RUNS for row in rows_of(tmp_path / f"{run}.csv")]
    seen = {row["case_or_patient"] for row in rows if row["split"] != "test"}
    own, mnms_centres, acdc_c_downloaded, acdc_c_made = 1, 5, 4, 4 * 3
    sets = own + mnms_centres + acdc_c_downloaded + acdc_c_made
    runs_of_a_method = 3 * 3  # seeds and splits
    methods, methods_with_stn = 4, 2
    segmented = methods * runs_of_a_method * sets
    refined = methods_with_stn * runs_of_a_method * sets
    expected = {
        "preprocess": 2 * len(seen),
        "study_list": 2 * 3,
        "test_set": sets - acdc_c_made,
        "corrupt_by_recipe": acdc_c_made,
        "train": (methods - 1) * runs_of_a_method,
        "train_long": runs_of_a_method,
        "predict": segmented,
        "refine": refined,
        "evaluate": segmented + refined,
        "machine": 1,
        "experiment": 1,
        "report": 1,
        "all": 1,
    }
    assert jobs(tmp_path) == expected | {"total": sum(expected.values())}
