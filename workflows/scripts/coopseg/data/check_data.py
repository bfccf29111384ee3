"""Whether a data set is complete and laid out as its manifest says: every image and label is there, `preprocess` takes
each case (headers, grids of image and label, frames, label numbers, voxels), and no patient is in two splits.

check_data.py data_manifests/acdc/manifest.csv --data-root /data/ACDC --split data_manifests/acdc/run-0.csv

Exit status 1 where something is missing or wrong. `preprocess` does the reading, so that nothing passes here that it
refuses later; what it makes is thrown away.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from coopseg.data.splits import leaks, read_split
from coopseg.data.tables import read_cases
from coopseg.places import PROGRAMS

COLUMNS = ("case", "patient", "phase", "site", "vendor", "image", "label", "frame", "labels")
CASES_AT_ONCE = 20  # of one run of preprocess, which holds them in memory
NAMED = 5  # missing files that a message names; the rest is counted


class DataError(Exception):
    """What was found in a file and what was expected."""


def find_preprocess(folder: Path) -> str:
    found = shutil.which("preprocess", path=folder) or shutil.which("preprocess")
    if found is None:
        raise DataError(f"found no preprocess in {folder} or on PATH, expected it built (workflows/setup)")
    return found


def refused(program: str, manifest: Path, root: Path, cases: list[str]) -> list[str]:
    """What `preprocess` says of these cases of a manifest."""
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "--manifest", str(manifest), "--data-root", str(root), "--keep-going"]
        command += [word for case in cases for word in ("--case", case)] + [
            "-o",
            f"{folder}/study.h5",
            "--threads",
            "1",
        ]
        done = subprocess.run(command, capture_output=True, text=True)
    lines = [line.removeprefix("preprocess: ") for line in done.stderr.splitlines() if line.strip()]
    found = [line.removeprefix("warning: ") for line in lines if line.startswith(f"warning: {manifest}: line ")]
    if done.returncode < 0 or (done.returncode and not lines):
        ended = f"by signal {-done.returncode}" if done.returncode < 0 else f"with status {done.returncode}"
        return [*found, f"{manifest}: preprocess ended {ended} at cases {few(cases)}, expected it to read them all"]
    return found or (lines[-1:] if done.returncode else [])


def read_manifest(path: Path) -> list[dict[str, str]]:
    rows = read_cases(path, COLUMNS)
    for row in rows:
        if not row["image"] or not row["label"]:
            raise DataError(f"{path}: case {row['case']}: found no image or no label, expected both")
    return rows


def few(items: list[str]) -> str:
    rest = len(items) - NAMED
    return ", ".join(items[:NAMED]) + (f" and {rest} more" if rest > 0 else "")


def problems(rows: list[dict[str, str]], manifest: Path, root: Path, program: str) -> list[str]:
    if not root.is_dir():
        return [f"{root}: found no such folder, expected the data of {manifest}"]
    files = sorted({row[key] for row in rows for key in ("image", "label")})
    missing = [file for file in files if not (root / file).exists()]
    found = []
    if missing:
        found.append(f"{root}: {len(missing)} of {len(files)} files are missing: {few(missing)}")
    there = [row["case"] for row in rows if not {row["image"], row["label"]} & set(missing)]
    for start in range(0, len(there), CASES_AT_ONCE):
        found += refused(program, manifest, root, there[start : start + CASES_AT_ONCE])
    return list(dict.fromkeys(found))


def check(
    manifest: Path, root: Path, split: Path | None, allow_leak: bool, program: str
) -> tuple[list[str], list[str]]:
    """What is wrong, and what to say of the data."""
    rows = read_manifest(manifest)
    said = []
    if split:
        cases = read_split(manifest, split, allow_leak)
        said = [f"{split}: leak allowed: {line}" for line in leaks(manifest, split)]
        patients = {row["case"]: row["patient"] or row["case"] for row in rows}
        counts = (f"{part} {len({patients[case] for case in members})}" for part, members in cases.items())
        said.append(f"{split}: patients: {', '.join(counts)}")
        members = {case for part in cases.values() for case in part}
        rows = [row for row in rows if row["case"] in members]
    people = len({row["patient"] or row["case"] for row in rows})
    said.append(f"{manifest}: {len(rows)} cases of {people} patients are complete in {root}")
    return problems(rows, manifest, root, program), said


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path, metavar="MANIFEST", help="CSV of the cases")
    parser.add_argument("--data-root", type=Path, required=True, metavar="DIR", help="folder of the manifest's paths")
    parser.add_argument("--split", type=Path, metavar="CSV", help="check this split, and only the cases that it names")
    parser.add_argument("--allow-leak", action="store_true", help="a patient in two splits is said, not refused")
    parser.add_argument(
        "--bin", type=Path, default=PROGRAMS, metavar="DIR", help="folder of the programs (default: %(default)s)"
    )
    arguments = parser.parse_args()
    try:
        program = find_preprocess(arguments.bin)
        found, said = check(arguments.manifest, arguments.data_root, arguments.split, arguments.allow_leak, program)
    except (DataError, ValueError, OSError) as error:
        found, said = [str(error)], []
    for line in found:
        print(f"check_data: {line}", file=sys.stderr)
    if not found:
        print("\n".join(said))
    return 1 if found else 0
