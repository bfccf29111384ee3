"""Figures as inline SVG in the page's colours; how methods and stages are told apart in all of them."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib

from coopseg.report.inputs import Results
from coopseg.report.looks import METHOD_COLOURS, METHOD_MARKERS, PAGE_COLOURS, STAGES

matplotlib.use("svg")
from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

# Drawn in these colours, shown in those of style.css, which knows light and dark.
INK, RULE, CARD = "#010203", "#040506", "#070809"
COLOURS = {name: colour.light for name, colour in PAGE_COLOURS.items()}
COLOURS |= {f"method-{number}": f"#0a0b{number + 10}" for number in range(len(METHOD_COLOURS))}  # each one once
SHOWN = {INK: "currentColor", RULE: "var(--rule)", CARD: "var(--card)"}
SHOWN |= {colour: f"var(--{name})" for name, colour in COLOURS.items()}
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "coopseg",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
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
    width: int = 0  # least pixels on the screen that keep its letters readable; 0: any
    method: str = ""  # that it is of, and is hidden with


@contextmanager
def page_style() -> Iterator[None]:
    with plt.rc_context(STYLE):
        yield


def method_line(results: Results, method: str, stage: str) -> dict:
    """Colour and marker of the method, solid for FTN and dashed for FTN + STN; its name, by which the page hides it."""
    number = results.methods.index(method)
    return {
        "color": COLOURS[f"method-{number % len(METHOD_COLOURS)}"],
        "marker": METHOD_MARKERS[number % len(METHOD_MARKERS)],
        "ls": STAGES[stage].line,
        "lw": 1.6,
        "ms": 5,
        "mfc": None if STAGES[stage].is_filled else CARD,
        "gid": f"method:{method}",
    }


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
    svg = re.sub(r'<g id="method:([^"]*)"', r'<g data-method="\1"', svg)
    svg = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.S)
    svg = re.sub(r"font: ([^;\"]*?)px [^;\"]*", r"font-size: \1px", svg)
    described = f'role="img" aria-label="{description}"'
    return re.sub(r'width="[^"]*pt" height="[^"]*pt"', described, svg, count=1)


def line_key(results: Results, keys: list[tuple[str, str]]) -> list[Picture]:
    """A short line for each (method, stage): the legend of several figures."""
    pictures = []
    for method, stage in keys:
        figure, axes = plt.subplots(figsize=(0.5, 0.17))
        axes.plot([0, 1, 2], [0, 0, 0], **method_line(results, method, stage), markevery=[1])
        axes.axis("off")
        title = f"{method}, {STAGES[stage].title}"
        pictures.append(Picture(title, inline_svg(figure, f"key-{method}-{stage}", title), method=method))
    return pictures
