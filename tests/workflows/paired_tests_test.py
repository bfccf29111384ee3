"""Tests, effect sizes and intervals against stats_golden.json (made with SciPy 1.17.1), compared as it says itself."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from coopseg.statistics.paired_tests import (
    bootstrap_mean,
    cohen_dz,
    holm,
    rank_biserial,
    signed_ranks,
    two_level_bootstrap,
    wilcoxon_pratt,
)

FILE = Path(os.environ.get("COOPSEG_GOLDEN", Path(__file__).parents[1] / "golden")) / "stats_golden.json"
GOLDEN = json.loads(FILE.read_text()) if FILE.exists() else None
pytestmark = pytest.mark.skipif(GOLDEN is None, reason=f"{FILE} is not there")
SAMPLES = GOLDEN["samples"] if GOLDEN else {}


def differences(sample: dict) -> np.ndarray:
    return np.array(sample["x"]) - np.array(sample["y"])


@pytest.mark.parametrize("name", SAMPLES)
def test_wilcoxon_and_effect_sizes(name: str) -> None:
    sample = SAMPLES[name]
    d = differences(sample)
    own = sample["own"]["pratt"]
    expected = own["exact_permutation_p"] if sample["n"] <= 50 else own["normal"]["pvalue"]
    assert wilcoxon_pratt(d) == pytest.approx(expected, rel=1e-9)
    signed = signed_ranks(d)
    assert signed[signed > 0].sum() == own["w_plus"] and -signed[signed < 0].sum() == own["w_minus"]
    assert rank_biserial(d) == pytest.approx(own["rank_biserial"], rel=1e-9)
    assert cohen_dz(d) == pytest.approx(sample["cohen_dz"], rel=1e-6)


@pytest.mark.parametrize("name", SAMPLES)
def test_normal_beyond_fifty(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coopseg.statistics.paired_tests.EXACT_UP_TO", 0)
    sample = SAMPLES[name]
    assert wilcoxon_pratt(differences(sample)) == pytest.approx(sample["own"]["pratt"]["normal"]["pvalue"], rel=1e-9)


@pytest.mark.parametrize("table", range(len(GOLDEN["holm"]) if GOLDEN else 0))
def test_holm(table: int) -> None:
    assert holm(GOLDEN["holm"][table]["p"]) == pytest.approx(GOLDEN["holm"][table]["holm"], rel=1e-12)


@pytest.mark.parametrize("name", SAMPLES)
def test_bootstrap_of_one_seed_is_that_of_patients(name: str) -> None:
    sample = SAMPLES[name]
    x, y = np.array(sample["x"])[:, None], np.array(sample["y"])[:, None]
    expected = sample["bootstrap_mean"]
    for found in two_level_bootstrap(x, y), bootstrap_mean(x - y):
        assert found == pytest.approx(expected["percentile_own_10000"], abs=2 * expected["mc_tolerance"])
        assert found == pytest.approx(expected["percentile_scipy"], abs=2 * expected["mc_tolerance"])


def test_seeds_widen_the_interval() -> None:
    random = np.random.default_rng(3)
    patients = random.normal(0.9, 0.001, (20, 1))
    method = patients + np.array([[0.03, -0.03, 0.0]])
    low, high = two_level_bootstrap(method, patients)
    sd_of_seed_mean = np.array([0.03, -0.03, 0.0]).std() / np.sqrt(3)
    assert high - low == pytest.approx(2 * 1.96 * sd_of_seed_mean, rel=0.2)


def test_no_difference_is_no_evidence() -> None:
    assert wilcoxon_pratt(np.zeros(8)) == 1.0 and rank_biserial(np.zeros(8)) == 0.0
