"""Quality control against SciPy, counting and a curve worked out by hand."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from make_results import Experiment, make_results
from scipy import stats

from coopseg.report.inputs import read_results
from coopseg.statistics.quality_control import assess, auroc, case_table, quality_table, risk_coverage, spearman

SCRIPT = Path(__file__).parents[2] / "workflows/scripts/quality_control.py"


def sample(seed: int, count: int) -> tuple[pd.Series, pd.Series]:
    """Disagreement and Dice, with ties."""
    random = np.random.default_rng(seed)
    disagreement = random.random(count).round(1)
    return pd.Series(disagreement), pd.Series((1 - disagreement * random.random(count)).round(2))


@pytest.mark.parametrize("count", [5, 40])
def test_spearman_is_that_of_scipy(count: int) -> None:
    disagreement, dice = sample(count, count)
    assert spearman(disagreement, dice) == pytest.approx(stats.spearmanr(disagreement, dice).statistic, rel=1e-12)
    assert np.isnan(spearman(disagreement, dice * 0))


@pytest.mark.parametrize("count", [6, 50])
def test_auroc_counts_pairs(count: int) -> None:
    disagreement, dice = sample(count, count)
    fails = dice < 0.7
    pairs = [(a > b) + (a == b) / 2 for a in disagreement[fails] for b in disagreement[~fails]]
    assert pairs and auroc(disagreement, fails) == pytest.approx(np.mean(pairs), rel=1e-12)
    assert np.isnan(auroc(disagreement, dice < 2)) and np.isnan(auroc(disagreement, dice < 0))


def test_risk_coverage_by_hand() -> None:
    coverage, risk = risk_coverage(pd.Series([0.3, 0.1, 0.2, 0.2]), pd.Series([0.2, 0.9, 0.8, 0.6]))
    assert coverage == pytest.approx([0.25, 0.5, 0.75, 1])
    assert risk == pytest.approx([0.1, 0.4 / 2, 0.7 / 3, 1.5 / 4])  # the two of 0.2 count 0.3 each


def test_the_threshold_flags_cases_above_it() -> None:
    cases = pd.DataFrame(
        {
            "disagreement": [0.5, 0.5, 0.6, 0.7, np.nan],
            "dice_ftn": [0.9, 0.6, 0.8, 0.3, 0.1],
            "threshold": [0.5, 0.4, 0.5, 0.5, 0.5],
        }
    )
    found = assess(cases, "ftn")
    assert (found.cases, found.left_out, found.failures, found.flagged) == (4, 1, 2, 3)
    assert (found.precision, found.recall) == (pytest.approx(2 / 3), 1.0)
    assert found.aurc_best < found.aurc < found.risk == pytest.approx(0.35)
    none = assess(cases.assign(threshold=np.nan), "ftn")
    assert np.isnan([none.flagged, none.precision, none.recall]).all() and none.auroc == found.auroc


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quality")
    methods = ("standard", "coop")
    make_results(folder, Experiment(seeds=(0, 1), sites="b", methods=methods, artifacts=("spike",), threshold=0.4))
    return folder


def test_cases_and_table_of_an_experiment(made: Path) -> None:
    arguments = ["--results", made, "-o", made / "quality.csv", "--cases", made / "cases.csv"]
    result = subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True)
    assert result.returncode == 0 and result.stderr == "", result.stderr
    cases = pd.read_csv(made / "cases.csv")
    assert set(cases["method"]) == {"coop"} and (cases["threshold"] == 0.4).all()
    for row in cases.sample(8, random_state=0).itertuples():
        run = f"run-0/coop/seed-{row.seed}/{row.test_set}"
        before_after = pd.read_csv(made / f"reports/{run}.csv").query("case == @row.case")["dice_before_after"]
        assert row.disagreement == pytest.approx(1 - np.nanmean(before_after))
        dice = pd.read_csv(made / f"scores/{run}.stn.csv").query("case == @row.case")["dice"]
        assert row.dice_stn == pytest.approx(np.nanmean(dice))
    table = pd.read_csv(made / "quality.csv").set_index(["method", "stage", "group"])
    assert list(table.index) == [
        ("coop", s, g) for s in ("ftn", "stn") for g in ("clean", "other sites", "artifacts", "all")
    ]
    sites = cases[cases["group"] == "other sites"]
    assert table.loc[("coop", "stn", "other sites"), "cases"] == len(sites) == 10
    assert table.loc[("coop", "stn", "other sites"), "spearman"] == pytest.approx(
        stats.spearmanr(sites["disagreement"], sites["dice_stn"]).statistic
    )
    assert table["cases"].iloc[3] == len(cases) and table["flagged"].iloc[3] == (cases["disagreement"] > 0.4).sum()


def test_without_thresholds_and_with_another_refine(made: Path) -> None:
    results = read_results(made)
    (made / "runs/run-0/coop/seed-1/best.h5").write_text("of another program")
    cases = case_table(results)
    table = quality_table(cases)
    assert list(table["judged"] * 2) == list(table["cases"])
    flags = cases["disagreement"][cases["seed"] == 0] > 0.4
    assert table["flagged"].iloc[3] == flags.sum()
    results.experiment["stages"] = {"refine": "./my-refine"}
    assert case_table(results).empty


def test_bad_input_is_one_line(made: Path, tmp_path: Path) -> None:
    (tmp_path / "experiment.json").write_text(json.dumps({"title": "t"}))
    result = subprocess.run([sys.executable, SCRIPT, "--results", tmp_path], capture_output=True, text=True)
    assert result.returncode == 1 and result.stdout == ""
    assert result.stderr == f"quality_control: {tmp_path}/experiment.json: found no 'name', expected one\n"
