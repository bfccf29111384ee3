"""Splits, severities, recipes, vendors and comparisons in the report, against loops over the scores."""

import csv
import re
from itertools import product
from pathlib import Path
from statistics import mean, median

import numpy as np
import pandas as pd
import pytest
from conftest import show
from make_results import Experiment, make_results, stages
from scipy import stats

from coopseg.report import page as report
from coopseg.report.compared import cell
from coopseg.report.curves import severity_means
from coopseg.report.inputs import read_results

MADE = Experiment(
    seeds=(0, 1),
    methods=("standard", "coop"),
    splits=("run-0", "run-1"),
    artifacts=("bias-field", "spike"),
    severities=(1, 4),
    copies=(0, 1),
    vendors="ABB",
    threshold=0.4,
)
KEYS = [(method, stage) for method in MADE.methods for stage in stages(method)]
RUNS = list(product(MADE.splits, MADE.seeds))
ARTIFACTS = [f"{artifact}-{severity}" for artifact in MADE.artifacts for severity in MADE.severities]
RECIPES = [f"acdc-c-{artifact}-copy-{copy}" for artifact in MADE.artifacts for copy in MADE.copies]
GROUPS = {
    "clean": ["clean"],
    "other-sites-mean": ["site-b", "site-c"],
    "artifacts-mean": ARTIFACTS,
    "recipes-mean": RECIPES,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict], str]:
    folder = tmp_path_factory.mktemp("parts")
    scores = make_results(folder, MADE)
    report.write_report(folder, folder / "report.html")
    return folder, scores, (folder / "report.html").read_text()


def rows_of(folder: Path, file: str, table: str = "") -> list[dict]:
    with (folder / f"tables/{file}.csv").open(newline="") as lines:
        return [row for row in csv.DictReader(lines) if table in ("", row["table"])]


def matrix(scores: list[dict], key: tuple[str, str], test_sets: list[str], vendor: str = "") -> dict[str, list[float]]:
    """By patient the Dice of each run: mean over structures, over cases, over test sets."""
    mine = [s for s in scores if (s["method"], s["stage"]) == key and s["dice"] == s["dice"]]
    mine = [s for s in mine if s["test_set"] in test_sets and vendor in ("", s["vendor"])]
    found = {}
    for patient in sorted({s["patient"] for s in mine}):
        runs = []
        for split, seed in RUNS:
            at = [s for s in mine if (s["patient"], s["split"], s["seed"]) == (patient, split, seed)]
            by_set = []
            for test_set in sorted({s["test_set"] for s in at}):
                cases = {}
                for s in at:
                    if s["test_set"] == test_set:
                        cases.setdefault(s["case"], []).append(s["dice"])
                by_set.append(mean(map(mean, cases.values())))
            runs.append(mean(by_set))
        found[patient] = runs
    return found


def interval(values: np.ndarray) -> tuple[float, float]:
    """Of the mean, by drawing patients and runs with replacement."""
    random = np.random.default_rng(1)
    patients, runs = (random.integers(0, count, size=(20000, count)) for count in values.shape)
    means = values[patients[:, :, None], runs[:, None, :]].mean(axis=(1, 2))
    low, high = np.percentile(means, [2.5, 97.5])
    return low, high


COLUMNS = GROUPS | {"vendor-B": ["clean", "site-b", "site-c"], "bias-field": ARTIFACTS[:2], "acdc-c-spike": RECIPES[2:]}


def test_columns_are_means_over_splits_seeds_severities_copies_and_vendors(made) -> None:
    folder, scores, _ = made
    rows = rows_of(folder, "dice", "equal-steps")
    for key, (column, test_sets) in product(KEYS, COLUMNS.items()):
        (row,) = [r for r in rows if (r["method"], r["stage"], r["test_set"]) == (*key, column)]
        values = np.array(list(matrix(scores, key, test_sets, column[7:] if "vendor" in column else "").values()))
        expected = [values.mean(), values.mean(axis=1).std(ddof=1)]
        assert [float(row[name]) for name in ("mean", "sd")] == pytest.approx(expected, abs=6e-4)
        low, high = interval(values)
        found = [float(row[name]) for name in ("ci_low", "ci_high")]
        assert found == pytest.approx([low, high], abs=0.08 * (high - low))
        assert (row["patients"], row["runs"]) == (str(len(values)), "4")
    assert {r["test_set"] for r in rows} >= {"vendor-A", "vendor-B", "acdc-c-bias-field", "spike", "site-c"}
    assert not {r["test_set"] for r in rows} & {"bias-field-1", "acdc-c-spike-copy-0"}


def test_each_split_has_tables_and_curves_of_its_own(made) -> None:
    folder, scores, page = made
    for split in MADE.splits:
        rows = rows_of(folder, "dice", f"{split}-equal-steps")
        mine = [s for s in scores if s["split"] == split and s["test_set"] == "clean" and s["method"] == "standard"]
        by_case = [
            mean(s["dice"] for s in mine if (s["case"], s["seed"]) == key)
            for key in {(s["case"], s["seed"]) for s in mine}
        ]
        assert float(rows[0]["mean"]) == pytest.approx(mean(by_case), abs=6e-4) and rows[0]["runs"] == "2"
        assert f'id="{split}-equal-steps"' in page and f"<h3>Split {split}</h3>" in page
    assert len(re.findall(r'aria-label="Validation Dice', page)) == 4


def test_robustness_starts_at_the_clean_test_set(made) -> None:
    folder, scores, page = made
    means = severity_means(read_results(folder))
    assert list(means) == ["bias-field", "spike"]
    for (artifact, table), key in product(means.items(), KEYS):
        for severity, test_set in ((0, "clean"), (1, f"{artifact}-1"), (4, f"{artifact}-4")):
            values = np.array(list(matrix(scores, key, [test_set]).values()))
            assert table.loc[key, severity] == pytest.approx(values.mean())
            if severity:
                (row,) = [
                    r
                    for r in rows_of(folder, "robustness")
                    if (r["method"], r["stage"], r["test_set"]) == (*key, test_set)
                ]
                assert float(row["mean"]) == pytest.approx(values.mean(), abs=6e-4)
        assert f"{key[0]} {'FTN + STN' if key[1] == 'stn' else 'FTN'} {table.loc[key, 4]:.2f}" in page


def test_the_heat_map_shows_sites_and_vendors(made) -> None:
    folder, scores, page = made
    svg = page[page.index('id="heat-map-title"') :].partition("</svg>")[0]
    shown = [text for text in re.findall(r">\s*([^<>]+?)\s*</text>", svg) if re.fullmatch(r"\d\.\d\d", text)]
    columns = [(["clean"], ""), (["site-b"], ""), (["site-c"], "")]
    columns += [(["clean", "site-b", "site-c"], vendor) for vendor in "AB"]
    expected = [np.mean(list(matrix(scores, key, *column).values())) for key in KEYS for column in columns]
    assert shown == [f"{value:.2f}" for value in expected]


def test_boxes_tell_the_median_patient(made) -> None:
    _, scores, page = made
    for column, test_sets in GROUPS.items():
        label = re.search(rf'aria-label="Dice of each patient, {column}; medians: ([^"]*)"', page)[1]
        patients = [[mean(runs) for runs in matrix(scores, key, test_sets).values()] for key in KEYS]
        assert [float(part.split()[-1]) for part in label.split(", ")] == pytest.approx(
            [median(values) for values in patients], abs=6e-4
        )


def test_differences_are_paired_and_corrected_within_their_table(made) -> None:
    folder, scores, page = made
    rows = rows_of(folder, "compared", "dice-compared")
    assert [(r["method"], r["stage"], r["test_set"]) for r in rows] == [
        (*key, column) for column in GROUPS for key in KEYS[1:]
    ]
    for row in rows:
        ours = matrix(scores, (row["method"], row["stage"]), GROUPS[row["test_set"]])
        reference = matrix(scores, ("standard", "ftn"), GROUPS[row["test_set"]])
        assert list(ours) == list(reference) and row["patients"] == str(len(ours))
        differences = [mean(ours[patient]) - mean(reference[patient]) for patient in ours]
        assert float(row["difference"]) == pytest.approx(mean(differences), abs=1e-6)
        assert float(row["ci_low"]) <= float(row["difference"]) <= float(row["ci_high"])
        assert float(row["p"]) == pytest.approx(stats.wilcoxon(differences, method="exact").pvalue, abs=1e-6)
    ordered = sorted(float(row["p"]) for row in rows)
    stepped = [min(1, max(p * (len(ordered) - n) for n, p in enumerate(ordered[: k + 1]))) for k in range(len(ordered))]
    assert sorted(float(row["p_holm"]) for row in rows) == pytest.approx(stepped, abs=1e-5)
    assert "Dice minus that of standard, FTN, at the same steps" in page


@pytest.mark.parametrize(
    ("metric", "difference", "p_holm", "seeds", "mark"),
    [
        ("dice", 0.02, 0.049, 2, "▲"),
        ("dice", -0.02, 0.049, 2, "▼"),
        ("hd95_mm", 0.2, 0.001, 2, "▼"),
        ("hd95_mm", -0.2, 0.001, 2, "▲"),
        ("dice", 0.02, 0.05, 2, ""),
        ("dice", 0.02, 0.001, 1, ""),
    ],
)
def test_marks_say_better_and_worse(metric: str, difference: float, p_holm: float, seeds: int, mark: str) -> None:
    row = {"metric": metric, "difference": difference, "ci_low": -0.5, "ci_high": 0.5, "p_holm": p_holm}
    found = cell(pd.Series(row), several_seeds=seeds > 1)
    assert found.mark == mark and found.text[0] == ("−" if difference < 0 else "+")


def test_failures_are_counted_over_all_runs(made) -> None:
    folder, scores, _ = made
    for row in rows_of(folder, "failures"):
        key = (row["method"], row["stage"])
        mine = [s for s in scores if (s["method"], s["stage"]) == key and s["test_set"] in GROUPS[row["test_set"]]]
        cases = {}
        for s in mine:
            if s["dice"] == s["dice"]:
                cases.setdefault((s["split"], s["seed"], s["test_set"], s["case"]), []).append(s["dice"])
        assert row["poor"] == str(sum(mean(dice) < 0.7 for dice in cases.values())) and row["cases"] == str(len(cases))
        assert row["pred_empty"] == str(sum(s["status"] == "pred_empty" for s in mine))


def test_times_are_those_of_the_logs(made) -> None:
    folder, _, page = made
    rows = rows_of(folder, "times")
    assert len(rows) == len(RUNS) * 2
    for row in rows:
        with (folder / f"runs/{row['split']}/{row['method']}/seed-{row['seed']}/log.csv").open() as lines:
            log = list(csv.DictReader(lines))
        assert float(row["seconds"]) == pytest.approx(float(log[-1]["seconds"]), abs=0.1)
        assert float(row["images_per_s"]) == pytest.approx(median(float(r["images_per_s"]) for r in log), abs=0.1)
    assert 'id="times"' in page


def test_every_table_is_there_as_csv_markdown_and_latex(made) -> None:
    folder, _, page = made
    tables = re.findall(r"<code>tables/(\w+)\.csv</code>, rows <code>table = ([\w-]+)</code>", page)
    assert len(tables) == 14 and {name for _, name in tables} == set(re.findall(r'<table id="([^"]+)"', page))
    for file, name in tables:
        caption = re.search(rf'<h3 id="{name}-title">([^<]*)</h3>', page)[1].replace("&lt;", "<")
        assert rows_of(folder, file, name), name
        assert f"{caption}\n" in (folder / f"tables/{file}.md").read_text()
        assert caption.replace("%", r"\%").replace("<", "$<$") in (folder / f"tables/{file}.tex").read_text()


def check_latex(text: str) -> None:
    """Environments nest, every row has the columns that tabular declares, nothing special is left unescaped."""
    lines = [line for line in text.splitlines() if not line.startswith("%")]
    plain = re.sub(r"\\[&%$#_{}]", "", "\n".join(lines))
    assert plain.isascii() and not re.search(r"[#_~^%]", plain) and plain.count("$") % 2 == 0
    assert plain.count("{") == plain.count("}")
    commands = set(re.findall(r"\\([a-zA-Z]+)", plain))
    assert commands <= set("begin end toprule midrule bottomrule caption centering textbf pm downarrow uparrow".split())
    opened, columns, rules = [], 0, []
    for line in plain.splitlines():
        if begin := re.match(r"\\begin\{(\w+)\}(?:\{([lr]+)\})?$", line):
            opened.append(begin[1])
            columns, rules = len(begin[2] or ""), []
        elif end := re.match(r"\\end\{(\w+)\}$", line):
            assert opened.pop() == end[1]
            assert end[1] != "tabular" or rules == ["toprule", "midrule", "bottomrule"]
        elif line.endswith("rule"):
            rules.append(line[1:])
        elif opened[-1:] == ["tabular"]:
            assert line.endswith(r" \\") and line.count("&") == columns - 1, line
    assert not opened


def test_latex_is_well_formed(made) -> None:
    files = sorted((made[0] / "tables").glob("*.tex"))
    assert [file.stem for file in files] == "compared dice failures hd95 quality robustness times".split()
    for file in files:
        check_latex(file.read_text())


SORTED = """
const broken = [];
for (const table of document.querySelectorAll("table[id]")) {
  for (const header of table.querySelectorAll("th[data-column]")) {
    const column = Number(header.dataset.column);
    for (const sign of column ? [1, -1] : [-1, 1]) {
      header.querySelector("button").click();
      const keys = [...table.tBodies[0].rows].map((r) => r.cells[column].dataset.value);
      const known = keys.filter((key) => key !== "nan");
      const inOrder = (a, b) => (column ? Number(a) - Number(b) : a.localeCompare(b)) * sign >= 0;
      const good = known.every((key, n) => n === 0 || inOrder(known[n - 1], key));
      if (!good || keys.slice(0, known.length).includes("nan")) broken.push([table.id, column, sign]);
    }
  }
}
return broken;
"""


def test_every_table_sorts_and_the_browser_has_nothing_to_say(made, browser) -> None:
    browser.get_log("browser")
    show(browser, made[0])
    assert len(browser.find_elements("css selector", "table[id]")) == 14
    assert browser.execute_script(SORTED) == [] and browser.get_log("browser") == []


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_sticks_out_or_is_too_small_to_read(made, browser, width: int) -> None:
    show(browser, made[0], width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    smallest = browser.execute_script(
        "return Math.min(...[...document.querySelectorAll('figure svg text')].map((t) => {"
        " const svg = t.ownerSVGElement; const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;"
        " return parseFloat(getComputedStyle(t).fontSize) * scale; }))"
    )
    assert smallest >= 9.5
