"""Which cases of a manifest train, validate and test."""

import csv
from pathlib import Path

SPLITS = ("train", "val", "test")


def read_rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(newline="") as file:
        return list(csv.DictReader(file))


def read_split(manifest: str, split: str) -> dict[str, list[str]]:
    """Case ids by split, in ascending order. `split` is a CSV case_or_patient,split; a patient in two is an error."""
    wanted: dict[str, str] = {}
    for row in read_rows(split):
        name, part = row["case_or_patient"], row["split"]
        if part not in SPLITS:
            raise ValueError(f"{split}: {name}: split '{part}' found, one of {', '.join(SPLITS)} expected")
        if wanted.setdefault(name, part) != part:
            raise ValueError(f"{split}: {name} is in the splits {wanted[name]} and {part}")
    cases: dict[str, list[str]] = {part: [] for part in SPLITS}
    split_of: dict[str, str] = {}
    for row in read_rows(manifest):
        case, patient = row["case"], row["patient"] or row["case"]
        part = wanted.get(case) or wanted.get(patient)
        if part is None:
            continue
        if split_of.setdefault(patient, part) != part:
            raise ValueError(f"{split}: patient {patient} is in the splits {split_of[patient]} and {part}")
        cases[part].append(case)
    for part, found in cases.items():
        if not found:
            raise ValueError(f"{split}: no case of {manifest} is in the split {part}")
    known = {row[key] for row in read_rows(manifest) for key in ("case", "patient")}
    for name in wanted:
        if name not in known:
            raise ValueError(f"{split}: {name} is neither a case nor a patient of {manifest}")
    return {part: sorted(found) for part, found in cases.items()}
