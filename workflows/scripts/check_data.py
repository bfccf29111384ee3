"""Whether a data set is complete and laid out as its manifest says: every image and label is there, is a whole NIfTI-1
file, label and image have one grid, 4-D files have the frame, and no patient is in two splits.

check_data.py data_manifests/acdc/manifest.csv --data-root /data/ACDC --split data_manifests/acdc/run-0.csv

Exit status 1 where something is missing or wrong. Voxels are not looked at: preprocess does that.
"""

import argparse
import gzip
import math
import struct
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

from splits import leaks, read_rows, read_split

COLUMNS = ("case", "patient", "phase", "site", "vendor", "image", "label", "frame", "labels")
HEADER_BYTES = 348
NAMED = 5  # files that a message names; the rest is counted


class DataError(Exception):
    """What was found in a file and what was expected."""


@dataclass(frozen=True)
class Header:
    size: tuple[int, ...]  # x, y, z
    frames: int
    file_bytes: int  # of header and voxels, uncompressed


def parse_header(data: bytes) -> Header:
    """NIfTI-1, either byte order (https://nifti.nimh.nih.gov/nifti-1)."""
    if len(data) < HEADER_BYTES:
        raise DataError(f"found {len(data)} bytes, expected a NIfTI-1 header of {HEADER_BYTES}")
    order = next((order for order in "<>" if struct.unpack_from(order + "i", data)[0] == HEADER_BYTES), None)
    if order is None or data[344:347] != b"n+1":
        raise DataError("found no NIfTI-1 header")
    dimensions, *sizes = struct.unpack_from(order + "8h", data, 40)
    bits, offset = struct.unpack_from(order + "h", data, 72)[0], struct.unpack_from(order + "f", data, 108)[0]
    if not 2 <= dimensions <= 7 or min(sizes[:dimensions]) < 1:
        raise DataError(f"found {dimensions} dimensions of sizes {sizes}, expected 2 to 7 of at least 1")
    sizes = sizes[:dimensions] + [1] * (7 - dimensions)
    return Header(tuple(sizes[:3]), sizes[3], int(offset) + math.prod(sizes) * bits // 8)


def unpacked_bytes(path: Path) -> int:
    total = 0
    with gzip.open(path) as file:
        while block := file.read(1 << 20):
            total += len(block)
    return total


def read_header(path: Path) -> Header:
    """The header of a NIfTI-1 file (.nii, .nii.gz) that holds all its voxels."""
    packed = path.name.endswith(".gz")
    with path.open("rb") as file:
        if packed and file.read(2) != b"\x1f\x8b":
            raise DataError("found no gzip file")
    try:
        with gzip.open(path) if packed else path.open("rb") as file:
            header = parse_header(file.read(HEADER_BYTES))
        size = path.stat().st_size
        if packed:
            with path.open("rb") as file:
                file.seek(-4, 2)
                size = int.from_bytes(file.read(), "little")  # gzip's own count; wrong where the file is cut off
            size = size if size == header.file_bytes else unpacked_bytes(path)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError("found a damaged or cut off gzip file") from error
    if size < header.file_bytes:
        raise DataError(f"found {size} bytes, expected {header.file_bytes} by its header")
    return header


def check_case(root: Path, row: dict[str, str]) -> None:
    """Raises DataError "FILE: found ..., expected ..."."""
    headers = {}
    for key in ("image", "label"):
        try:
            headers[key] = read_header(root / row[key])
        except (DataError, OSError) as error:
            raise DataError(f"{root / row[key]}: {error}") from error
    image, label = headers["image"], headers["label"]
    path = root / row["image"]
    if image.size != label.size:
        raise DataError(f"{root / row['label']}: found {label.size} voxels, expected the image's {image.size}")
    if image.frames > 1 and not row["frame"]:
        raise DataError(f"{path}: found {image.frames} frames, expected a frame in the manifest (case {row['case']})")
    if row["frame"] and not (row["frame"].isdecimal() and int(row["frame"]) < image.frames):
        raise DataError(f"{path}: found {image.frames} frames, expected frame '{row['frame']}' (from 0) among them")


def read_manifest(path: Path) -> list[dict[str, str]]:
    rows = read_rows(path)
    if not rows:
        raise DataError(f"{path}: found no case, expected at least one")
    lacking = [column for column in COLUMNS if column not in rows[0]]
    if lacking:
        raise DataError(f"{path}: found no column {', '.join(lacking)}, expected {','.join(COLUMNS)}")
    seen: set[str] = set()
    for row in rows:
        if row["case"] in seen:
            raise DataError(f"{path}: found the case {row['case']} twice, expected it once")
        if not row["image"] or not row["label"]:
            raise DataError(f"{path}: case {row['case']}: found no image or no label, expected both")
        seen.add(row["case"])
    return rows


def few(items: list[str]) -> str:
    rest = len(items) - NAMED
    return ", ".join(items[:NAMED]) + (f" and {rest} more" if rest > 0 else "")


def problems(rows: list[dict[str, str]], manifest: Path, root: Path) -> list[str]:
    if not root.is_dir():
        return [f"{root}: found no such folder, expected the data of {manifest}"]
    files = sorted({row[key] for row in rows for key in ("image", "label")})
    missing = [file for file in files if not (root / file).is_file()]
    found = []
    if missing:
        found.append(f"{root}: {len(missing)} of {len(files)} files are missing: {few(missing)}")
    wrong = []
    for row in rows:
        if not {row["image"], row["label"]} & set(missing):
            try:
                check_case(root, row)
            except DataError as error:
                wrong.append(str(error))
    found += wrong[:NAMED]
    if len(wrong) > NAMED:
        found.append(f"{root}: {len(wrong) - NAMED} more cases are not as expected")
    return found


def check(manifest: Path, root: Path, split: Path | None, allow_leak: bool) -> tuple[list[str], list[str]]:
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
    return problems(rows, manifest, root), said


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path, metavar="MANIFEST", help="CSV of the cases")
    parser.add_argument("--data-root", type=Path, required=True, metavar="DIR", help="folder of the manifest's paths")
    parser.add_argument("--split", type=Path, metavar="CSV", help="check this split, and only the cases that it names")
    parser.add_argument("--allow-leak", action="store_true", help="a patient in two splits is said, not refused")
    arguments = parser.parse_args()
    try:
        found, said = check(arguments.manifest, arguments.data_root, arguments.split, arguments.allow_leak)
    except (DataError, ValueError, OSError) as error:
        found, said = [str(error)], []
    for line in found:
        print(f"check_data: {line}", file=sys.stderr)
    if not found:
        print("\n".join(said))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
