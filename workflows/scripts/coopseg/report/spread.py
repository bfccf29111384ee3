"""How patients and sites differ: box plots and the heat map."""

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.cbook import boxplot_stats

from coopseg.report.figures import COLOURS, INK, Picture, inline_svg
from coopseg.report.inputs import Results
from coopseg.report.looks import STAGES
from coopseg.report.scores import GROUPS, Column, Values, columns_of, group_columns

OFFSETS = (-0.16, -0.08, 0.0, 0.08, 0.16)


def names_of(keys: list[tuple[str, str]]) -> list[str]:
    return [f"{method}, {STAGES[stage].title}" for method, stage in keys]


def patient_table(results: Results) -> pd.DataFrame:
    """Dice of each patient in the columns of the box plots: the values that they show."""
    values = Values(results.scores, "dice")
    tables = [
        values.by_patient(column).rename("dice").reset_index().assign(test_set=column.name)
        for column in group_columns(columns_of(results))
    ]
    table = pd.concat(tables, ignore_index=True)
    return table[["test_set", "method", "stage", "patient", "dice"]]


def patient_boxes(results: Results, column: Column, table: pd.DataFrame, limits: tuple[float, float]) -> str:
    """A row per method and stage: box of the quartiles, whiskers to 1.5 of its length, a dot per patient, a bar at the
    mean."""
    keys = list(reversed(results.stages))
    figure, axes = plt.subplots(figsize=(4.2, 0.7 + 0.4 * len(keys)))
    by_key = dict(list(table[table["test_set"] == column.name].dropna().groupby(["method", "stage"])))
    medians = []
    for y, (method, stage) in enumerate(keys):
        if (method, stage) not in by_key:  # no structure in truth nor segmentation
            continue
        dots = by_key[method, stage].sort_values("patient")["dice"].to_numpy()
        offsets = np.array([OFFSETS[number % len(OFFSETS)] for number in range(len(dots))])
        size = 4.5 if len(dots) <= 40 else 2.5
        axes.plot(dots, y + offsets, STAGES[stage].marker, color=COLOURS[stage], ms=size, alpha=0.6, mew=0, zorder=2)
        axes.plot([dots.mean()] * 2, [y - 0.36, y + 0.36], color=INK, lw=2.4, zorder=4)
        lines = dict.fromkeys(("boxprops", "whiskerprops", "capprops", "medianprops"), {"color": INK, "lw": 1})
        lines["medianprops"] = {"color": INK, "lw": 1.2, "ls": (0, (2, 1))}
        box = boxplot_stats(dots)
        axes.bxp(box, [y], widths=0.52, orientation="horizontal", showfliers=False, manage_ticks=False, **lines)
        medians.insert(0, f"{method} {STAGES[stage].title} {box[0]['med']:.3f}")
    axes.set(xlim=limits, ylim=(-0.6, len(keys) - 0.4), xlabel="Dice")
    axes.set_yticks(range(len(keys)), names_of(keys))
    axes.grid(axis="y", visible=False)
    return inline_svg(
        figure, f"patients-{column.name}", f"Dice of each patient, {column.name}; medians: {', '.join(medians)}"
    )


def patient_figures(results: Results, table: pd.DataFrame) -> list[Picture]:
    """A picture for each kind of test set, all with the same axis."""
    low, high = np.floor(10 * table["dice"].min()) / 10, np.ceil(10 * table["dice"].max()) / 10
    limits = (low - 0.02, high + 0.02)
    return [
        Picture(GROUPS[column.kind], patient_boxes(results, column, table, limits))
        for column in group_columns(columns_of(results))
    ]


def site_columns(results: Results) -> list[Column]:
    return [c for c in columns_of(results) if c.kind in ("own", "site", "vendor") and not c.is_mean]


def site_heat_map(results: Results) -> list[Picture]:
    """Mean Dice of methods against sites and vendors; nothing where there is one site only."""
    columns = site_columns(results)
    if len(columns) < 2:
        return []
    values = Values(results.scores, "dice")
    means = [values.by_patient(column).groupby(level=["method", "stage"]).mean() for column in columns]
    table = pd.concat(means, axis=1).loc[results.stages].to_numpy()
    figure, axes = plt.subplots(figsize=(2.0 + 0.72 * len(columns), 0.9 + 0.36 * len(table)))
    mesh = axes.pcolormesh(np.ma.masked_invalid(table), cmap="cividis", edgecolors="none", shading="flat")
    low, high = mesh.get_clim()
    for (y, x), value in np.ndenumerate(table):
        dark = value < (low + high) / 2
        axes.text(x + 0.5, y + 0.5, f"{value:.2f}", ha="center", va="center", color="#ffffff" if dark else "#000000")
    titles = [c.title.replace("own site ", "own\n").replace(" ", "\n", 1) for c in columns]
    axes.set_xticks(np.arange(len(columns)) + 0.5, titles)
    axes.set_yticks(np.arange(len(table)) + 0.5, names_of(results.stages))
    axes.invert_yaxis()
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    vendors = sum(column.kind == "vendor" for column in columns)
    if vendors:
        axes.axvline(len(columns) - vendors, color=INK, lw=2)
    description = "Mean Dice of each method on each site and vendor; the table equal-steps has the numbers"
    return [Picture("Mean Dice by site", inline_svg(figure, "sites", description), width=170 + 70 * len(columns))]
