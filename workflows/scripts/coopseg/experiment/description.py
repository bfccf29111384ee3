"""experiment.json: what was run, for the report."""

import json
import subprocess
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from coopseg.data.splits import leaks
from coopseg.data.tables import read_cases
from coopseg.experiment.methods import chain_of, chosen_methods, description_of, read_ini
from coopseg.experiment.settings import split_files
from coopseg.experiment.test_sets import TestSet

# The settings of an experiment that it tells.
DESCRIBED = "title name command methods long_needs_gflops seeds manifest split allow_leak stages budget".split()


def answer(*command: str | Path, cwd: Path | None = None) -> str:
    """The first line that a program prints, or "unknown"."""
    try:
        result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return result.stdout.strip().split("\n")[0]


def commit_of(root: Path) -> str:
    if (root / "commit").is_file():  # of a wheel
        return (root / "commit").read_text().strip()
    commit = answer("git", "rev-parse", "--short", "HEAD", cwd=root)
    changed = answer("git", "status", "--porcelain", "--untracked-files=no", cwd=root)
    return commit + (" with changes" if changed not in ("", "unknown") else "")


def versions(root: Path, programs: Path) -> dict[str, str]:
    packages = {name: version(name) for name in ("torch", "snakemake")}
    coopseg = answer(programs / "evaluate", "--version").rpartition(" ")[2]
    return {"coopseg": coopseg, "commit": commit_of(root), **packages}


def describe_split(manifest: str, file: str, train: list[str]) -> dict:
    rows = {row["case"]: row for row in read_cases(manifest)}
    trained = [rows[case] for case in train]
    training_set = {
        "patients": len({row["patient"] or row["case"] for row in trained}),
        "cases": len(trained),
        "site": ", ".join(sorted({row["site"] for row in trained})),
    }
    return {"name": Path(file).stem, "training_set": training_set, "leaks": leaks(manifest, file)}


def describe(
    settings: dict,  # those of DESCRIBED that the experiment has
    sets: dict[str, TestSet],
    splits: dict[str, dict[str, list[str]]],
    machine: dict,
    root: Path,
    programs: Path,
) -> str:
    methods, left_out = chosen_methods(settings, machine["gflops"])
    chains = {method: chain_of(method, root / "configs/train") for method in methods}
    description = {
        "title": settings["title"],
        "name": settings.get("name", "experiment"),
        "methods": methods,
        "left_out": left_out,
        "descriptions": {name: description_of(root / f"configs/train/{name}.ini") for name in settings["methods"]},
        "starts": {method: chain[1:] for method, chain in chains.items() if chain[1:]},
        "seeds": settings["seeds"],
        "splits": [
            describe_split(settings["manifest"], file, cases["train"])
            for file, cases in zip(split_files(settings), splits.values(), strict=True)
        ],
        "allow_leak": bool(settings.get("allow_leak", False)),
        "test_sets": [asdict(item) | {"cases": len(item.cases)} for item in sets.values()],
        "stages": settings.get("stages", {}),
        "budget": read_ini(root / settings["budget"]),
        "machine": machine,
        "versions": versions(root, programs),
        "command": settings.get("command", "snakemake -s workflows/Snakefile"),
    }
    return json.dumps(description, indent=2) + "\n"
