"""Which cases of a manifest train, validate and test.

A split is a CSV case_or_patient,split; its name is the stem of its file.
"""

from pathlib import Path

from coopseg.data.tables import ID, read_cases, read_rows

SPLITS = ("train", "val", "test")


def rows_of_split(split: str | Path) -> list[tuple[str, str]]:
    """The rows of a CSV case_or_patient,split; further columns do not count."""
    found = []
    for row in read_rows(split):
        name, part = row.get("case_or_patient"), row.get("split")
        if name is None or part is None:
            raise ValueError(f"{split}: found the columns {', '.join(map(str, row))}, expected case_or_patient,split")
        if part not in SPLITS:
            raise ValueError(f"{split}: {name}: split '{part}' found, one of {', '.join(SPLITS)} expected")
        found.append((name, part))
    return found


def splits_of_cases(manifest: str | Path, split: str | Path) -> dict[str, set[str]]:
    """The splits of each case of the manifest, its own and its patient's; cases in none are left out."""
    named: dict[str, set[str]] = {}
    for name, part in rows_of_split(split):
        named.setdefault(name, set()).add(part)
    rows = read_cases(manifest)
    known = {row[key] for row in rows for key in ("case", "patient")}
    for name in named:
        if name not in known:
            raise ValueError(f"{split}: {name} is neither a case nor a patient of {manifest}")
    found = {row["case"]: named.get(row["case"], set()) | named.get(row["patient"], set()) for row in rows}
    return {case: parts for case, parts in found.items() if parts}


def leaks(manifest: str | Path, split: str | Path) -> list[str]:
    """A line for each patient with cases in more than one split."""
    found: dict[str, set[str]] = {}
    patients = {row["case"]: row["patient"] or row["case"] for row in read_cases(manifest)}
    for case, parts in splits_of_cases(manifest, split).items():
        found.setdefault(patients[case], set()).update(parts)
    return [
        f"patient {patient} is in the splits {' and '.join(sorted(parts, key=SPLITS.index))}"
        for patient, parts in sorted(found.items())
        if len(parts) > 1
    ]


def read_split(manifest: str | Path, split: str | Path, allow_leak: bool = False) -> dict[str, list[str]]:
    """Case ids by split, in ascending order. `split` is a CSV case_or_patient,split. A patient in two splits is an
    error; with `allow_leak` its cases are in both."""
    found = splits_of_cases(manifest, split)
    leaking = leaks(manifest, split)
    if leaking and not allow_leak:
        raise ValueError(f"{split}: {'; '.join(leaking)} (allow_leak takes it all the same and records it)")
    cases = {part: sorted(case for case, parts in found.items() if part in parts) for part in SPLITS}
    for part, members in cases.items():
        if not members:
            raise ValueError(f"{split}: no case of {manifest} is in the split {part}")
    return cases


def read_splits(manifest: str | Path, files: list[str], allow_leak: bool = False) -> dict[str, dict[str, list[str]]]:
    """Case ids by the split's name and part. The splits must test the same cases and train on the same sites, because
    they share their test sets."""
    found: dict[str, dict[str, list[str]]] = {}
    for file in files:
        name = Path(file).stem
        if not ID.fullmatch(name):
            raise ValueError(f"{file}: found the name '{name}', expected letters, digits, '.', '_' and '-'")
        if name in found:
            raise ValueError(f"{file}: found the split '{name}' again, expected files of different names")
        found[name] = read_split(manifest, file, allow_leak)
    sites = {row["case"]: row["site"] for row in read_cases(manifest, ("case", "patient", "site"))}
    first = next(iter(found.values()))
    trained = {sites[case] for case in first["train"]}
    for file, cases in zip(files, found.values(), strict=True):
        for case in sorted(set(first["test"]) ^ set(cases["test"])):
            raise ValueError(f"{file}: found {case} tested here or in {files[0]}, expected the same test cases in both")
        for site in sorted(trained ^ {sites[case] for case in cases["train"]}):
            raise ValueError(f"{file}: found training cases of site '{site}' here or in {files[0]}, expected in both")
    return found
