"""A manifest of downloaded data sets, from the lists that come with them.

make_manifest.py --data-root /data acdc=ACDC/training mnms=MnMs -o manifest.csv \\
    --split data_manifests/acdc/run-0.csv --split-output split.csv

Each data set is LAYOUT=FOLDER, the folder relative to --data-root, and LAYOUT one of
  acdc      patientNNN/patientNNN_frameXX.nii.gz and _gt; ED and ES from patientNNN/Info.cfg; patients 001 to 100
  acdc-ed   001/ED_img.nii.gz, 001/ED_seg.nii.gz, ES the same: the layout of the method's published code
  mnms      CODE/CODE_sa.nii.gz and _sa_gt, at any depth; vendor, centre, ED and ES from the CSV that comes with it;
            folders under Unlabeled are left out
  acdc-c    RandomMotion/007_0/ES_img.nii.gz, ES_seg.nii.gz and so on, ED where it is there

--split-output writes --split with every patient of mnms added as test. Images are not opened: check_data.py does that.
"""

import argparse
import csv
import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

from coopseg.data.check_data import COLUMNS, DataError, few
from coopseg.data.splits import rows_of_split
from coopseg.data.tables import read_rows

PHASES = ("ED", "ES")
ACDC_LABELS, OUR_LABELS = "1=RV,2=MYO,3=LV", "1=LV,2=MYO,3=RV"
ACDC_PATIENTS = [f"{number:03}" for number in range(1, 101)]
ACDC_C_FOLDERS = {
    "RandomBias": "bias-field",
    "RandomGhosting": "ghosting",
    "RandomMotion": "motion",
    "RandomSpike": "spike",
}
MNMS_COLUMNS = {"External code", "Vendor", "Centre", "ED", "ES"}
Row = dict[str, str]


def make_row(case: str, patient: str, phase: str, site: str, vendor: str, labels: str, **paths: str) -> Row:
    row = {"case": case, "patient": patient, "phase": phase, "site": site, "vendor": vendor, "labels": labels}
    return {"frame": ""} | row | paths


def info_frames(path: Path) -> dict[str, int]:
    """The frame numbers (from 1) of ED and ES in an Info.cfg."""
    found = {phase: re.search(rf"^{phase}:\s*(\d+)\s*$", path.read_text(), re.MULTILINE) for phase in PHASES}
    for phase, match in found.items():
        if not match:
            raise DataError(f"{path}: found no line '{phase}: NUMBER', expected one")
    return {phase: int(match[1]) for phase, match in found.items()}


def acdc(folder: Path) -> tuple[list[Row], list[str]]:
    rows, missing = [], []
    for number in ACDC_PATIENTS:
        name = f"patient{number}"
        info = folder / name / "Info.cfg"
        if not info.is_file():
            missing.append(f"{name}/Info.cfg")
            continue
        for phase, frame in info_frames(info).items():
            stem = f"{name}/{name}_frame{frame:02}"
            paths = {"image": f"{stem}.nii.gz", "label": f"{stem}_gt.nii.gz"}
            rows.append(make_row(f"{name}_{phase}", name, phase, "acdc", "A", ACDC_LABELS, **paths))
    return rows, missing


def acdc_ed(folder: Path) -> tuple[list[Row], list[str]]:
    rows = []
    for number in ACDC_PATIENTS:
        for phase in PHASES:
            paths = {key: f"{number}/{phase}_{end}.nii.gz" for key, end in (("image", "img"), ("label", "seg"))}
            name = f"patient{number}"
            rows.append(make_row(f"{name}_{phase}", name, phase, "acdc", "A", OUR_LABELS, **paths))
    return rows, [row["image"] for row in rows if not (folder / row["image"]).is_file()]


def mnms_table(folder: Path) -> list[Row]:
    """The rows of the one CSV in `folder` that has M&Ms' columns."""
    tables = []
    for path in sorted(folder.glob("*.csv")):
        rows = read_rows(path)
        if rows and set(rows[0]) >= MNMS_COLUMNS:
            tables.append(rows)
    if len(tables) != 1:
        expected = f"one with the columns {', '.join(sorted(MNMS_COLUMNS))}"
        raise DataError(f"{folder}: found {len(tables)} CSV files of M&Ms, expected {expected}")
    return tables[0]


def mnms(folder: Path) -> tuple[list[Row], list[str]]:
    rows, missing = [], []
    folders = {path.parent.name: path.parent for path in sorted(folder.rglob("*_sa.nii.gz"))}
    for entry in mnms_table(folder):
        code = entry["External code"]
        if code not in folders:
            missing.append(f"{code}/{code}_sa.nii.gz")
            continue
        inside = folders[code].relative_to(folder)
        if "Unlabeled" in inside.parts:
            continue
        paths = {"image": f"{inside / code}_sa.nii.gz", "label": f"{inside / code}_sa_gt.nii.gz"}
        site = f"mnms-{entry['Centre']}"
        for phase in PHASES:
            frame = {"frame": entry[phase]}
            rows.append(make_row(f"{code}_{phase}", code, phase, site, entry["Vendor"], OUR_LABELS, **paths, **frame))
    return rows, missing


def acdc_c(folder: Path) -> tuple[list[Row], list[str]]:
    rows, missing = [], []
    for name, artifact in ACDC_C_FOLDERS.items():
        images = sorted(folder.glob(f"{name}/*/E[DS]_img.nii.gz"))
        if not images:
            missing.append(f"{name}/007_0/ES_img.nii.gz")
        for image in images:
            number, _, copy = image.parent.name.partition("_")
            phase = image.name[:2]
            stem = f"{name}/{image.parent.name}/{phase}"
            paths = {"image": f"{stem}_img.nii.gz", "label": f"{stem}_seg.nii.gz"}
            case, patient = f"patient{number}_{phase}_{artifact}_{copy}", f"patient{number}"
            rows.append(make_row(case, patient, phase, f"acdc-c-{artifact}", "A", OUR_LABELS, **paths))
    return rows, missing


LAYOUTS: dict[str, Callable[[Path], tuple[list[Row], list[str]]]] = {
    "acdc": acdc,
    "acdc-ed": acdc_ed,
    "mnms": mnms,
    "acdc-c": acdc_c,
}


def read_data_set(root: Path, data_set: str, partial: bool) -> list[Row]:
    layout, _, name = data_set.partition("=")
    if layout not in LAYOUTS or not name:
        raise DataError(f"found the data set '{data_set}', expected LAYOUT=FOLDER with one of {', '.join(LAYOUTS)}")
    folder = root / name
    if not folder.is_dir():
        raise DataError(f"{folder}: found no such folder, expected the data set {layout}")
    rows, missing = LAYOUTS[layout](folder)
    rows = [row | {key: (Path(name) / row[key]).as_posix() for key in ("image", "label")} for row in rows]
    if missing:
        message = f"{folder}: {len(missing)} files of {layout} are missing: {few(missing)}"
        if not partial or not rows:
            raise DataError(f"{message} (--partial goes on without what is not there)")
        print(f"make_manifest: {message}", file=sys.stderr)
    return rows


def to_csv(columns: tuple[str, ...], rows: list[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def extended_split(split: Path, rows: list[Row], partial: bool) -> list[Row]:
    """A split with every patient of M&Ms as test; with `partial` without those that no row has."""
    known = {row[key] for row in rows for key in ("case", "patient")}
    found = [(name, part) for name, part in rows_of_split(split) if name in known or not partial]
    found += [(code, "test") for code in sorted({row["patient"] for row in rows if row["site"].startswith("mnms-")})]
    return [{"case_or_patient": name, "split": part} for name, part in found]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data_sets", nargs="+", metavar="LAYOUT=FOLDER", help="a data set and where it is")
    parser.add_argument("--data-root", type=Path, required=True, metavar="DIR", help="folder of the manifest's paths")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="CSV", help="the manifest to write")
    parser.add_argument("--split", type=Path, metavar="CSV", help="split to start from")
    parser.add_argument("--split-output", type=Path, metavar="CSV", help="--split and M&Ms as test")
    parser.add_argument("--partial", action="store_true", help="say what is missing and go on")
    arguments = parser.parse_args()
    if bool(arguments.split) != bool(arguments.split_output):
        parser.error("--split and --split-output go together")
    try:
        rows = [
            row for item in arguments.data_sets for row in read_data_set(arguments.data_root, item, arguments.partial)
        ]
        split = extended_split(arguments.split, rows, arguments.partial) if arguments.split else []
        arguments.output.write_text(to_csv(COLUMNS, rows))
        if arguments.split:
            arguments.split_output.write_text(to_csv(("case_or_patient", "split"), split))
    except (DataError, ValueError, OSError) as error:
        print(f"make_manifest: {error}", file=sys.stderr)
        return 1
    return 0
