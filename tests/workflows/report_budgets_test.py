"""The report says of steps and seconds what the logs say, and of a column without a value nothing."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from make_results import Experiment, make_results

from coopseg.report.page import write_report

MADE = Experiment(
    seeds=(0, 1), sites="b", patients=2, methods=("standard", "coop-latent", "standard-long"), artifacts=()
)
EQUAL = (
    "every method at the same number of steps",
    "standard, FTN, at the same steps",
    "The first table gives all the same steps",
)
OWN = (
    "each method at its own number of steps (last columns)",
    "standard, FTN, each at its own number of steps",
    "The first table gives each its own number of steps",
)
TIME = (
    "standard-long trained for the seconds of coop-latent",
    "standard-long, FTN, in the same time",
    "the second the same training time",
)
UNLIKE = (
    "standard-long beside coop-latent (standard-long 600 s, coop-latent 240 s)",
    "standard-long, FTN (standard-long 600 s, coop-latent 240 s)",
    "the second sets plain training beside the dearest method at unequal training times",
)


def report(folder: Path, change: Callable[[Path], None]) -> str:
    """The page of results that were changed before."""
    make_results(folder, MADE)
    change(folder)
    write_report(folder, folder / "report.html")
    return (folder / "report.html").read_text()


def scale_log(folder: Path, runs: str, column: str, factor: float) -> None:
    paths = list(folder.glob(f"runs/{runs}/log.csv"))
    assert paths
    for path in paths:
        log = pd.read_csv(path)
        log[column] = (log[column] * factor).astype(int)
        log.to_csv(path, index=False, na_rep="nan")


@pytest.mark.parametrize(
    ("runs", "column", "factor", "said", "unsaid"),
    [
        ("run-0/coop-latent/seed-1", "step", 1, EQUAL + TIME, OWN + UNLIKE),
        ("run-0/coop-latent/seed-1", "step", 0.5, OWN + TIME, EQUAL + UNLIKE),
        ("run-0/*/seed-1", "step", 0.5, EQUAL + TIME, OWN + UNLIKE),
        ("run-0/standard-long/*", "seconds", 2.5, EQUAL + UNLIKE, OWN + TIME),
    ],
)
def test_captions_follow_the_logs(
    tmp_path: Path, runs: str, column: str, factor: float, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    page = report(tmp_path, lambda folder: scale_log(folder, runs, column, factor))
    assert [text for text in said if text not in page] == [] and [text for text in unsaid if text in page] == []


def empty_site_b(folder: Path) -> None:
    for path in folder.glob("scores/run-0/coop-latent/seed-*/site-b.*.csv"):
        scores = pd.read_csv(path, dtype=str, keep_default_na=False)
        scores.assign(status="both_empty", dice="nan", hd95_mm="nan").to_csv(path, index=False)


def test_a_method_without_a_structure_in_a_column_has_no_box_and_no_p_value(tmp_path: Path) -> None:
    page = report(tmp_path, empty_site_b)
    assert "Dice of each patient, site-b; medians: standard FTN " in page
    compared = pd.read_csv(tmp_path / "tables/compared.csv")
    unknown = compared[(compared["test_set"] == "site-b") & (compared["table"] == "dice-compared")]
    assert list(unknown["patients"]) == [0, 0] and unknown[["p", "p_holm", "rank_biserial"]].isna().all(axis=None)
    known = compared[(compared["test_set"] == "clean") & (compared["table"] == "dice-compared")]
    assert known["p_holm"].max() <= 2 * known["p"].max()
