"""What an experiment consists of: its test sets, its methods, the work of its jobs, its description for the report."""

import json
import re
import subprocess
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import count, takewhile
from pathlib import Path

from splits import leaks
from tables import read_cases

OWN = "clean"  # test cases of the sites that trained, or all of them where no site is named


@dataclass(frozen=True)
class TestSet:
    """A study that all methods are tested on: the own site's, another site's, or the own site's with an artifact of a
    severity or of a recipe's copy."""

    name: str
    title: str
    kind: str  # own, site, artifact or recipe
    cases: list[str]
    patients: int
    artifact: str = ""
    severity: int = 0
    recipe: str = ""
    copy: int = 0

    @property
    def is_corrupted(self) -> bool:
        return bool(self.artifact)


def read_ini(path: Path) -> dict[str, str]:
    lines = [line.split("#")[0] for line in path.read_text().splitlines()]
    pairs = [line.split("=", 1) for line in lines if "=" in line]
    return {key.strip(): value.strip() for key, value in pairs}


def description_of(method: Path) -> str:
    """The comment at the beginning of its file."""
    lines = takewhile(lambda line: line.startswith("#"), method.read_text().splitlines())
    return " ".join(line.lstrip("# ") for line in lines)


def has_stn(method: Path, config: dict | None = None) -> bool:
    """Of a method's file and an experiment's options of training, which win."""
    options = (config or {}).get("options", {}).get("train-ftn-stn", {})
    return options.get("network", read_ini(method).get("network", "ftn-stn")) == "ftn-stn"


def uses_hard_studies(method: Path) -> bool:
    return read_ini(method).get("hard-branch") == "study"


def is_long(method: str) -> bool:
    """True for a method that gets as much time as the dearest other one."""
    return method.endswith("-long")


def paced_by(long: str) -> str:
    """The method whose pace says how many steps of a long one fit into a time: the same, but not long."""
    return long.removesuffix("-long")


def chain_of(method: str, train: Path) -> list[str]:
    """The method, the method whose model it starts from (`init` in its file), and so on."""
    start = read_ini(train / f"{method}.ini").get("init")
    return [method, *chain_of(start, train)] if start else [method]


def threads_of_stage(config: dict, stage: str) -> int:
    """A number for all stages, or one for each with 1 for those not named."""
    given = config.get("threads", 1)
    return given.get(stage, 1) if isinstance(given, dict) else given


def device_of_stage(config: dict, stage: str) -> str:
    return str(config.get("options", {}).get(stage, {}).get("device", "cpu"))


def split_files(config: dict) -> list[str]:
    return [config["split"]] if isinstance(config["split"], str) else config["split"]


def words_of(options: dict) -> list[str]:
    """Options as words of a command line; a value that is empty or looks like an option stays with its name."""
    words = []
    for name, value in options.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if value is None:
            words.append(f"--{name}")
        else:
            words += [f"--{name}={text}"] if text == "" or text.startswith("-") else [f"--{name}", text]
    return words


def artifacts_of(recipe: Path) -> list[str]:
    return re.findall(r"^\[(.+)\]", recipe.read_text(), re.MULTILINE)


def file_names(names: list[str]) -> list[str]:
    """A name for a file for each: accents go, what may not stand in an id becomes _, equal ones are counted."""
    found: list[str] = []
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        plain = re.sub(r"[^A-Za-z0-9._-]+", "_", plain)
        copies = (plain if number == 1 else f"{plain}-{number}" for number in count(1))
        found.append(next(copy for copy in copies if copy not in found and copy not in set(names) - {name}))
    return found


def test_sets(
    manifest: str,
    cases: dict[str, list[str]],
    artifacts: Iterable[tuple[str, int]],
    recipes: Iterable[tuple[str, str, int]] = (),
) -> dict[str, TestSet]:
    """By name. `cases` are those of a split, `artifacts` have a severity, `recipes` an artifact and a copy."""
    rows = {row["case"]: row for row in read_cases(manifest)}
    trained = {rows[case]["site"] for case in cases["train"]}
    by_site: dict[str, list[str]] = {}
    for case in cases["test"]:
        by_site.setdefault(rows[case]["site"], []).append(case)

    def make(name: str, title: str, kind: str, members: list[str], **artifact: str | int) -> TestSet:
        patients = len({rows[case]["patient"] or case for case in members})
        return TestSet(name, title, kind, members, patients, **artifact)

    own = sorted(case for site in trained for case in by_site.pop(site, []))
    others = {
        name: make(name, f"site {site}", "site", by_site[site])
        for site, name in zip(sorted(by_site), file_names([f"site-{site}" for site in sorted(by_site)]), strict=True)
    }
    if not own:
        return others
    sites = ", ".join(sorted(filter(None, trained)))
    sets = {OWN: make(OWN, f"own site ({sites})" if sites else "own test set", "own", own)} | others
    for artifact, severity in artifacts:
        name = f"{artifact}-{severity}"
        title = f"{artifact}, severity {severity}"
        sets[name] = make(name, title, "artifact", own, artifact=artifact, severity=severity)
    for recipe, artifact, copy in recipes:
        name = f"{recipe}-{artifact}-copy-{copy}"
        title = f"{recipe} {artifact}, copy {copy}"
        sets[name] = make(name, title, "recipe", own, artifact=artifact, recipe=recipe, copy=copy)
    return sets


def chosen_methods(config: dict, gflops: float) -> tuple[list[str], list[dict[str, str]]]:
    """The methods to run, and those left out, each with the reason."""
    needed = config.get("long_needs_gflops", 0)
    slow = gflops < needed
    reason = (
        f"this machine multiplies matrices at {gflops:.0f} GFLOP/s, below the {needed} that this experiment asks for"
    )
    left_out = [{"method": name, "reason": reason} for name in config["methods"] if slow and is_long(name)]
    return [name for name in config["methods"] if not (slow and is_long(name))], left_out


def answer(*command: str | Path, cwd: Path | None = None) -> str:
    """The first line that a program prints, or "unknown"."""
    try:
        result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return result.stdout.strip().split("\n")[0]


def versions(root: Path, programs: Path) -> dict[str, str]:
    from importlib.metadata import version

    packages = {name: version(name) for name in ("torch", "snakemake")}
    commit = answer("git", "rev-parse", "--short", "HEAD", cwd=root)
    changed = answer("git", "status", "--porcelain", "--untracked-files=no", cwd=root)
    return {
        "coopseg": answer(programs / "evaluate", "--version").rpartition(" ")[2],
        "commit": commit + (" with changes" if changed not in ("", "unknown") else ""),
        **packages,
    }


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
    config: dict,
    sets: dict[str, TestSet],
    splits: dict[str, dict[str, list[str]]],
    machine: dict,
    root: Path,
    programs: Path,
) -> str:
    """experiment.json: what was run, for the report."""
    methods, left_out = chosen_methods(config, machine["gflops"])
    chains = {method: chain_of(method, root / "configs/train") for method in methods}
    description = {
        "title": config["title"],
        "name": config.get("name", "experiment"),
        "methods": methods,
        "left_out": left_out,
        "descriptions": {name: description_of(root / f"configs/train/{name}.ini") for name in config["methods"]},
        "starts": {method: chain[1:] for method, chain in chains.items() if chain[1:]},
        "seeds": config["seeds"],
        "splits": [
            describe_split(config["manifest"], file, cases["train"])
            for file, cases in zip(split_files(config), splits.values(), strict=True)
        ],
        "allow_leak": bool(config.get("allow_leak", False)),
        "test_sets": [asdict(item) | {"cases": len(item.cases)} for item in sets.values()],
        "stages": config.get("stages", {}),
        "budget": read_ini(root / config["budget"]),
        "machine": machine,
        "versions": versions(root, programs),
        "command": config.get("command", "snakemake -s workflows/Snakefile"),
    }
    return json.dumps(description, indent=2) + "\n"
