"""The test sets of an experiment: studies that all its methods are tested on."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from coopseg.data.tables import read_cases

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
