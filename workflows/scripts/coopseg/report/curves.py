"""Curves: learning, Dice against severity, risk against coverage."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullLocator

from coopseg.experiment.methods import is_long
from coopseg.report.figures import COLOURS, INK, Picture, inline_svg, method_line
from coopseg.report.inputs import LABELS, Results
from coopseg.report.looks import STAGES
from coopseg.report.scores import Column, Values, severities
from coopseg.statistics.quality_control import groups_in, risk_coverage


def validation_dice(log: pd.DataFrame, stage: str) -> pd.Series:
    return log[[f"val_dice_{label}_{stage}" for label in LABELS]].mean(axis=1, skipna=False)


def plot_runs(
    axes: Axes, results: Results, method: str, look: dict, values: Callable[[pd.DataFrame], pd.Series]
) -> None:
    """A line for each seed."""
    for number, (split, seed) in enumerate(results.runs):
        log = results.logs[split, method, seed]
        axes.plot(log["step"], values(log), lw=1.6, **(look if number == 0 else look | {"label": None}))


def mark_end_of_others(top: Axes, bottom: Axes, compared: float) -> None:
    for axes in top, bottom:
        axes.axvline(compared, color=INK, lw=1, ls=":")
    top.text(compared, 0.05, " the others end here", fontsize=8.5)


def learning_curve(results: Results, method: str, last_step: float, compared: float, loss: tuple) -> Picture:
    """Validation Dice above, total loss below; the y axes are those of all methods."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(3.6, 4.2), sharex=True, height_ratios=(3, 2))
    stages = [stage for name, stage in results.stages if name == method]
    for stage in stages:
        look = {"label": STAGES[stage].title, "color": COLOURS[stage], "ls": STAGES[stage].line}
        plot_runs(top, results, method, look, lambda log, stage=stage: validation_dice(log, stage))
    plot_runs(bottom, results, method, {"label": "total", "color": COLOURS["loss"]}, lambda log: log["loss_total"])
    if last_step > compared:
        mark_end_of_others(top, bottom, compared)
    top.set(ylim=(0, 1), ylabel="validation Dice", xlim=(0, last_step))
    top.legend(loc="lower right", frameon=False, fontsize=9)
    bottom.set(yscale="log", ylim=loss, ylabel="total loss", xlabel="optimiser steps")
    bottom.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    bottom.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    bottom.yaxis.set_minor_locator(NullLocator())
    first = results.logs[results.splits[0], method, results.seeds[0]]
    ends = [f"{STAGES[stage].title} ends at {validation_dice(first, stage).iloc[-1]:.2f}" for stage in stages]
    description = f"Validation Dice and loss of {method} against steps: {', '.join(ends)}"
    return Picture(method, inline_svg(figure, f"curve-{results.splits[0]}-{method}", description), method=method)


def learning_curves(results: Results) -> list[Picture]:
    """Of one split, a picture for each method."""
    last = {
        m: max(log["step"].max() for (_, name, _), log in results.logs.items() if name == m) for m in results.methods
    }
    compared = max([last[m] for m in results.methods if not is_long(m)] or last.values())
    totals = np.concatenate([log["loss_total"] for log in results.logs.values()])
    loss = (totals[totals > 0].min() * 0.8, totals.max() * 1.25)
    return [learning_curve(results, method, max(last[method], compared), compared, loss) for method in results.methods]


def severity_means(results: Results) -> dict[str, pd.DataFrame]:
    """By artifact: mean Dice [(method, stage), severity], severity 0 the clean test set where there is one."""
    values = Values(results.scores, "dice")

    def means(name: str) -> pd.Series:
        column = Column(name, name, "artifact", (name,))
        return values.by_patient(column).groupby(level=["method", "stage"]).mean()

    clean = [{"severity": 0, "name": s["name"]} for s in results.test_sets if s["kind"] == "own"]
    return {
        artifact: pd.DataFrame({s["severity"]: means(s["name"]) for s in [*clean, *sets]})
        for artifact, sets in severities(results).items()
    }


def robustness_curve(results: Results, artifact: str, means: pd.DataFrame, lowest: float) -> Picture:
    figure, axes = plt.subplots(figsize=(3.6, 2.9))
    for key in results.stages:
        axes.plot(means.columns, means.loc[key], **method_line(results, *key), clip_on=False)
    labels = ["clean" if severity == 0 else f"{severity}" for severity in means.columns]
    axes.set_xticks(list(means.columns), labels)
    axes.set(ylim=(lowest, 1), xlabel="severity", ylabel="mean Dice")
    ends = [f"{m} {STAGES[s].title} {means.loc[(m, s)].iloc[-1]:.2f}" for m, s in results.stages]
    description = f"Dice against the severity of {artifact}; at severity {means.columns[-1]}: {', '.join(ends)}"
    return Picture(artifact, inline_svg(figure, f"severity-{artifact}", description))


def robustness_curves(results: Results) -> list[Picture]:
    """A panel for each artifact of two or more severities, all with the same y axis."""
    means = severity_means(results)
    if not means:
        return []
    lowest = np.floor(10 * min(table.min().min() for table in means.values())) / 10
    return [robustness_curve(results, artifact, table, lowest) for artifact, table in means.items()]


def coverage_curve(results: Results, group: str, cases: pd.DataFrame, most: float) -> Picture:
    figure, axes = plt.subplots(figsize=(3.6, 2.9))
    areas = []
    for method, stage in [key for key in results.stages if key[0] in set(cases["method"])]:
        dice = f"dice_{stage}"
        known = cases[cases["method"] == method].dropna(subset=["disagreement", dice])
        if known.empty:
            continue
        coverage, risk = risk_coverage(known["disagreement"], known[dice])
        every = max(1, len(coverage) // 8)
        axes.plot(coverage, risk, **method_line(results, method, stage), markevery=every)
        areas.append(f"{method} {STAGES[stage].title} {risk.mean():.3f}")
    axes.set(xlim=(0, 1.02), ylim=(0, most), xlabel="coverage (share of cases kept)", ylabel="risk (1 − mean Dice)")
    description = f"Risk against coverage, {group}; areas: {', '.join(areas)}"
    return Picture(group, inline_svg(figure, f"coverage-{group.replace(' ', '-')}", description))


def coverage_curves(results: Results, cases: pd.DataFrame) -> list[Picture]:
    """A panel for each group of test sets, all with the same y axis."""
    if cases.empty:
        return []
    worst = 1 - cases[["dice_ftn", "dice_stn"]].min().min()
    most = min(1.0, np.ceil(10 * worst) / 10)
    return [coverage_curve(results, group, members, most) for group, members in groups_in(cases).items()]
