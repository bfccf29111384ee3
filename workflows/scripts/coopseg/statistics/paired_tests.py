"""Tests, effect sizes and intervals of paired differences."""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm, rankdata

EXACT_UP_TO = 50  # differences
DECIMALS = 10  # of a difference: equal ones tie, those of equal values are 0


def signed_ranks(differences: ArrayLike) -> np.ndarray:
    """Ranks of the sizes, ties at their mean, with the signs of the differences; zeros take the lowest ranks and then
    count for nothing (Pratt, JASA 1959)."""
    rounded = np.round(np.asarray(differences, float), DECIMALS)
    return np.sign(rounded) * rankdata(np.abs(rounded))


def wilcoxon_pratt(differences: ArrayLike) -> float:
    """Two-sided p value of the Wilcoxon signed-rank test: the exact permutation distribution, tied ranks included, for
    up to 50 differences, beyond that the normal one with the variance of the ranks that are there. 1 where all
    differences are 0, nan where there are none."""
    signed = signed_ranks(differences)
    if signed.size == 0:
        return float("nan")
    ranks = np.abs(signed[signed != 0])
    if ranks.size == 0:
        return 1.0
    statistic, mean = ranks[signed[signed != 0] > 0].sum(), ranks.sum() / 2
    if signed.size > EXACT_UP_TO:
        return float(2 * norm.sf(abs(statistic - mean) / np.sqrt((ranks**2).sum() / 4)))
    doubled = np.rint(2 * ranks).astype(int)  # mean ranks are halves at worst
    probability = np.zeros(doubled.sum() + 1)
    probability[0] = 1.0
    for rank in doubled:
        moved = np.zeros_like(probability)
        moved[rank:] = probability[: probability.size - rank]
        probability = (probability + moved) / 2
    distance = np.abs(np.arange(probability.size) / 2 - mean)
    return float(min(1.0, probability[distance >= abs(statistic - mean) - 1e-9].sum()))


def rank_biserial(differences: ArrayLike) -> float:
    """Matched-pairs rank-biserial correlation (Kerby 2014): the share of the rank sum above 0 less that below; 0 where
    all values are equal, nan where there are none."""
    signed = signed_ranks(differences)
    if signed.size == 0:
        return float("nan")
    total = np.abs(signed).sum()
    return float(signed.sum() / total) if total > 0 else 0.0


def cohen_dz(differences: ArrayLike) -> float:
    """Mean difference over its standard deviation (n - 1); nan for fewer than two or equal differences."""
    values = np.asarray(differences, float)
    spread = values.std(ddof=1) if values.size > 1 else 0.0
    return float(values.mean() / spread) if spread > 0 else float("nan")


def holm(p_values: ArrayLike) -> np.ndarray:
    """p values adjusted for all comparisons of one table (Holm 1979): step-down, monotone, at most 1. nan, where
    nothing was compared, stays and does not count."""
    p = np.asarray(p_values, float)
    order = np.argsort(p, kind="stable")[: np.count_nonzero(~np.isnan(p))]  # nan comes last
    adjusted = np.full_like(p, np.nan)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(order.size, 0, -1)))
    return adjusted


@lru_cache(maxsize=64)
def drawn(count: int, stream: tuple[int, int], resamples: int) -> np.ndarray:
    """[resample, item]: how often each of `count` items is drawn with replacement, as shares."""
    return np.random.default_rng(stream).multinomial(count, np.full(count, 1 / count), size=resamples) / count


def resampled_means(values: np.ndarray, seed: int, stream: int, resamples: int) -> np.ndarray:
    """Means of [patient, run]: the patients are those of every stream, the runs those of this one."""
    patients, runs = values.shape
    return ((drawn(patients, (seed, 0), resamples) @ values) * drawn(runs, (seed, stream), resamples)).sum(axis=1)


def percentile_interval(means: np.ndarray) -> tuple[float, float]:
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def bootstrap_mean(values: np.ndarray, seed: int = 0, resamples: int = 10000) -> tuple[float, float]:
    """95 % percentile interval of the mean of [patient, run]: patients and runs are drawn with replacement. nan for
    fewer than two patients."""
    if values.shape[0] < 2:
        return float("nan"), float("nan")
    return percentile_interval(resampled_means(values, seed, 1, resamples))


def two_level_bootstrap(
    method: np.ndarray, baseline: np.ndarray, seed: int = 0, resamples: int = 10000
) -> tuple[float, float]:
    """95 % percentile interval of the mean difference: patients, and the runs (seeds) of either method, are drawn with
    replacement. `method` and `baseline` are [patient, run] with the same patients. nan for fewer than two patients."""
    if method.shape[0] < 2:
        return float("nan"), float("nan")
    means = resampled_means(method, seed, 1, resamples) - resampled_means(baseline, seed, 2, resamples)
    return percentile_interval(means)
