"""Figures as inline SVG: learning curves and the values of single patients."""

import io
import re
from dataclasses import dataclass

import matplotlib
import numpy as np
import pandas as pd
from experiment import is_long
from report_inputs import LABELS, STAGES, Results
from report_scores import GROUPS, columns_of, group_columns, patient_values

matplotlib.use("svg")
from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.ticker import LogLocator, NullLocator  # noqa: E402

# Drawn in these colours, shown in those of style.css, which knows light and dark.
INK, RULE = "#010203", "#040506"
COLOURS = {"ftn": "#0072b2", "stn": "#d55e00", "loss": "#009e73"}  # Okabe and Ito
SHOWN = {INK: "currentColor", RULE: "var(--rule)", **{colour: f"var(--{name})" for name, colour in COLOURS.items()}}
MARKERS = {"ftn": "o", "stn": "D"}
LINES = {"ftn": "-", "stn": "--"}
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "coopseg",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": RULE,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.constrained_layout.use": True,
}


@dataclass
class Picture:
    title: str
    svg: str


def inline_svg(figure: Figure, name: str, description: str) -> str:
    """The figure as an <svg> that takes the page's colours and fonts; `name` keeps its ids apart from others'."""
    buffer = io.StringIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    figure.savefig(buffer, format="svg", transparent=True, metadata=nothing)
    plt.close(figure)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :].replace("xlink:href", "href")
    for drawn, shown in SHOWN.items():
        svg = svg.replace(drawn, shown)
    svg = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.S)
    svg = re.sub(r"font: ([^;\"]*?)px [^;\"]*", r"font-size: \1px", svg)
    return re.sub(r'width="[^"]*pt" height="[^"]*pt"', f'role="img" aria-label="{description}"', svg, count=1)


def validation_dice(log: pd.DataFrame, stage: str) -> pd.Series:
    return log[[f"val_dice_{label}_{stage}" for label in LABELS]].mean(axis=1, skipna=False)


def plot_curves(axes: Axes, results: Results, method: str, curves: dict) -> None:
    """One line per seed for each of `curves`: (label, colour, line, values of a log)."""
    for label, colour, line, values in curves:
        for number, seed in enumerate(results.seeds):
            log = results.logs[method, seed]
            axes.plot(log["step"], values(log), line, color=colour, lw=1.6, label=label if number == 0 else None)


def learning_curve(results: Results, method: str, last_step: float, compared: float, loss: tuple) -> Picture:
    """Validation Dice above, total loss below; the y axes are those of all methods."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(3.6, 4.2), sharex=True, height_ratios=(3, 2))
    stages = [stage for name, stage in results.stages if name == method]
    dice = [(STAGES[s], COLOURS[s], LINES[s], lambda log, s=s: validation_dice(log, s)) for s in stages]
    plot_curves(top, results, method, dice)
    plot_curves(bottom, results, method, [("total", COLOURS["loss"], "-", lambda log: log["loss_total"])])
    if last_step > compared:
        for axes in top, bottom:
            axes.axvline(compared, color=INK, lw=1, ls=":")
        top.text(compared, 0.05, " the others end here", fontsize=8.5)
    top.set(ylim=(0, 1), ylabel="validation Dice", xlim=(0, last_step))
    top.legend(loc="lower right", frameon=False, fontsize=9)
    bottom.set(yscale="log", ylim=loss, ylabel="total loss", xlabel="optimiser steps")
    bottom.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    bottom.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    bottom.yaxis.set_minor_locator(NullLocator())
    ends = [
        f"{STAGES[s]} ends at {validation_dice(results.logs[method, results.seeds[0]], s).iloc[-1]:.2f}" for s in stages
    ]
    description = f"Validation Dice and loss of {method} against steps: {', '.join(ends)}"
    return Picture(method, inline_svg(figure, f"curve-{method}", description))


def learning_curves(results: Results) -> list[Picture]:
    last = {m: max(results.logs[m, s]["step"].max() for s in results.seeds) for m in results.methods}
    compared = max([last[m] for m in results.methods if not is_long(m)] or last.values())
    totals = np.concatenate([log["loss_total"] for log in results.logs.values()])
    loss = (totals[totals > 0].min() * 0.8, totals.max() * 1.25)
    with plt.rc_context(STYLE):
        return [
            learning_curve(results, method, max(last[method], compared), compared, loss) for method in results.methods
        ]


def patient_dots(results: Results, column_name: str, values: pd.Series) -> str:
    """A row per method and stage, a dot per patient, a bar at the mean."""
    rows = list(reversed(results.stages))
    figure, axes = plt.subplots(figsize=(4.2, 0.7 + 0.36 * len(rows)))
    spread = (-0.16, -0.08, 0.0, 0.08, 0.16)
    for y, (method, stage) in enumerate(rows):
        dots = values.loc[(method, stage)].sort_index()
        offsets = [spread[number % len(spread)] for number in range(len(dots))]
        axes.plot(dots, y + np.array(offsets), MARKERS[stage], color=COLOURS[stage], ms=4.5, alpha=0.6, mew=0)
        axes.plot([dots.mean()] * 2, [y - 0.34, y + 0.34], color=INK, lw=2)
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.6, len(rows) - 0.4), xlabel="Dice")
    axes.set_yticks(range(len(rows)), [f"{method}, {STAGES[stage]}" for method, stage in rows])
    axes.grid(axis="y", visible=False)
    return inline_svg(
        figure, f"patients-{column_name}", f"Dice of each patient, {column_name}; the table has the means"
    )


def patient_figures(results: Results) -> list[Picture]:
    with plt.rc_context(STYLE):
        return [
            Picture(
                GROUPS[column.kind], patient_dots(results, column.name, patient_values(results.scores, "dice", column))
            )
            for column in group_columns(columns_of(results))
        ]
