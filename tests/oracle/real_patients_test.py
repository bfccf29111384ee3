"""Clinical values and anatomy of real patients: COOPSEG_GOLDEN names a folder with clinical_golden.csv and
anatomy_*.csv, COOPSEG_DATA one with acdc/ and mnms/ as the challenges publish them. Neither is part of this repository;
without them the tests are skipped."""

import csv
import math
import os
import subprocess
from pathlib import Path

import pytest

GOLDEN = Path(os.environ.get("COOPSEG_GOLDEN", "/nowhere"))
DATA = Path(os.environ.get("COOPSEG_DATA", "/nowhere"))
ACDC = "1=RV,2=MYO,3=LV"
pytestmark = pytest.mark.skipif(
    not ((GOLDEN / "clinical_golden.csv").exists() and (DATA / "acdc").is_dir()),
    reason="COOPSEG_GOLDEN and COOPSEG_DATA do not name values and labels of patients",
)


def rows(path):
    with path.open() as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text else math.nan


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """The rows of all patients: of --patients, --validity and --validity-volumes."""
    folder = tmp_path_factory.mktemp("tables")
    lines = ["case,reference,prediction,patient,phase"]
    for patient in sorted(path.name for path in (DATA / "acdc").iterdir()):
        for frame, phase in ((1, "ED"), (2, "ES")):
            label = DATA / "acdc" / patient / f"{patient}_frame{frame:02}_gt.nii.gz"
            lines.append(f"{patient}_{phase},{label},{label},{patient},{phase}")
    (folder / "pairs.csv").write_text("\n".join(lines) + "\n")
    inputs = {"acdc": ["--pairs", folder / "pairs.csv", "--reference-labels", ACDC, "--prediction-labels", ACDC]}
    for label in (DATA / "mnms").glob("*/*_sa_gt.nii.gz"):
        inputs[label.parent.name] = ["--prediction", label]
    found = {"patients": [], "validity": [], "validity-volumes": []}
    for name, arguments in inputs.items():
        files = {table: folder / f"{name}.{table}.csv" for table in found}
        options = [text for table, file in files.items() for text in (f"--{table}", file)]
        command = [
            os.path.join(os.environ["COOPSEG_BIN"], "evaluate"),
            *arguments,
            *options,
            "-o",
            folder / f"{name}.csv",
        ]
        result = subprocess.run([*command, "-q"], capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        for table, file in files.items():
            found[table] += [row | {"patient": row["patient"].removesuffix("_sa_gt")} for row in rows(file)]
    return found


def compare(found, golden, keys):
    ours = {tuple(row[key] for key in keys): row for row in found}
    compared = 0
    for row in golden:
        mine = ours[tuple(row[key] for key in keys)]
        for column in row.keys() & mine.keys() - {"dataset", "source", *keys}:
            assert number(mine[column]) == pytest.approx(number(row[column]), rel=1e-7, nan_ok=True), (row, column)
            compared += 1
    assert compared


def test_clinical_values(tables):
    compare(tables["patients"], rows(GOLDEN / "clinical_golden.csv"), ["patient"])


def test_slices(tables):
    compare(tables["validity"], rows(GOLDEN / "anatomy_slices.csv"), ["patient", "phase", "slice"])


def test_volumes(tables):
    compare(tables["validity-volumes"], rows(GOLDEN / "anatomy_volumes.csv"), ["patient", "phase", "check"])
