"""The report shows the numbers of its scores, and works in a browser without a network."""

import base64
import csv
import json
import re
import sys
from pathlib import Path
from statistics import mean, stdev

import h5py
import pytest
from conftest import show
from make_results import NETWORKS, Experiment, make_results, stages
from selenium import webdriver

from coopseg.report import page as report
from coopseg.report.inputs import read_results

STAGES = {"ftn": "FTN", "stn": "FTN + STN"}
KINDS = {"clean": "own", "site-b": "site", "site-c": "site"} | {
    f"{a}-3": "art" for a in ("bias-field", "spike", "motion")
}


def write(folder: Path) -> int:
    """The exit status of the script."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["report.py", "--results", str(folder), "-o", str(folder / "report.html")])
        return report.main()


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict]]:
    folder = tmp_path_factory.mktemp("report")
    scores = make_results(folder, Experiment(seeds=(0, 1)))
    assert write(folder) == 0
    return folder, scores


def column_values(browser: webdriver.Chrome, table: str, column: int) -> dict[tuple[str, str], tuple[str, str]]:
    """(large number, small text) by method and stage, in the order of the rows."""
    rows = browser.execute_script(
        "return [...document.getElementById(arguments[0]).tBodies[0].rows].map((r) => {"
        " const cell = r.cells[arguments[1]];"
        " return [r.dataset.method, r.dataset.stage, cell.firstChild.textContent,"
        " [...cell.querySelectorAll('small')].map((s) => s.textContent).join(' ')]; })",
        table,
        column,
    )
    return {(method, stage): (text, small) for method, stage, text, small in rows}


def expected(scores: list[dict], metric: str, key: tuple[str, str], test_sets: list[str], names: str) -> tuple:
    """Mean and SD over patients, by loops: structures, then cases, then test sets, then seeds."""
    stage = {"FTN": "ftn", "FTN + STN": "stn"}[key[1]]
    mine = [s for s in scores if s["method"] == key[0] and s["stage"] == stage and s["name"] in names.split()]
    mine = [s for s in mine if s[metric] == s[metric]]  # not nan
    values = []
    for patient in sorted({s["patient"] for s in mine if s["test_set"] in test_sets}):
        by_seed = []
        for seed in 0, 1:
            by_set = []
            for test_set in test_sets:
                at = [s for s in mine if (s["patient"], s["test_set"], s["seed"]) == (patient, test_set, seed)]
                cases = {s["case"] for s in at}
                by_set += [mean(mean(s[metric] for s in at if s["case"] == case) for case in cases)] if at else []
            by_seed += [mean(by_set)] if by_set else []
        values.append(mean(by_seed))
    return mean(values), stdev(values)


COLUMNS = [["clean"], ["site-b"], ["site-c"], ["site-b", "site-c"]]
COLUMNS += [["bias-field-3"], ["spike-3"], ["motion-3"], ["bias-field-3", "spike-3", "motion-3"]]
ALL = "LV MYO RV"
TABLES = {"equal-steps": (5, ALL), "equal-time": (3, ALL), "LV": (6, "LV"), "MYO": (6, "MYO"), "RV": (6, "RV")}


@pytest.mark.parametrize("table", TABLES)
def test_dice_tables_hold_the_means_over_patients(results, browser, table) -> None:
    folder, scores = results
    show(browser, folder)
    rows, names = TABLES[table]
    lines = [row for row in csv.DictReader((folder / "tables/dice.csv").open()) if row["table"] == table]
    shown_in_page = []
    for column, test_sets in enumerate(COLUMNS, 1):
        shown = column_values(browser, table, column)
        assert len(shown) == rows
        for key, (text, small) in shown.items():
            average, sd = expected(scores, "dice", key, test_sets, names)
            assert (text, small.rpartition(" ")[0]) == (f"{average:.3f}", f"± {sd:.3f}"), (table, key, test_sets)
            low, high = map(float, small.split()[-1].strip("()").split("–"))
            assert low <= float(text) <= high
            shown_in_page.append((*key, text, small))
    interval = [f"± {r['sd']} ({r['ci_low']}–{r['ci_high']})" for r in lines]
    found = [(r["method"], STAGES[r["stage"]], r["mean"], text) for r, text in zip(lines, interval, strict=True)]
    assert found == shown_in_page
    assert f"| {shown_in_page[0][2]} ± " in (folder / "tables/dice.md").read_text().replace("*", "")


def test_equal_time_sets_standard_long_beside_the_dearest_method(results, browser) -> None:
    show(browser, results[0])
    keys = list(column_values(browser, "equal-time", 1))
    assert keys == [("coop-latent", "FTN"), ("coop-latent", "FTN + STN"), ("standard-long", "FTN")]
    assert [text for text, _ in column_values(browser, "equal-time", 9).values()] == ["600", "600", "2400"]
    assert [text for text, _ in column_values(browser, "equal-time", 10).values()] == ["240", "240", "240"]


def test_hd95_counts_failures_with_their_penalty(results, browser) -> None:
    folder, scores = results
    show(browser, folder)
    missed = [s for s in scores if s["status"] == "pred_empty" and s["test_set"] == "site-b"]
    assert len(missed) == 2 and {s["method"] for s in missed} == {"standard"}
    penalised = [s | {"hd95_mm": s["penalty_mm"] if s["status"] == "pred_empty" else s["hd95_mm"]} for s in scores]
    shown = column_values(browser, "hd95", 2)
    for key, (text, small) in shown.items():
        average, sd = expected(penalised, "hd95_mm", key, ["site-b"], ALL)
        assert text == f"{average:.1f}" and small.startswith(f"± {sd:.1f}")
    defined, _ = expected([s for s in scores if s["status"] == "ok"], "hd95_mm", ("standard", "FTN"), ["site-b"], ALL)
    others = sum(s["method"] == "standard" and s["test_set"] == "site-b" for s in scores) - 2
    assert shown["standard", "FTN"][1].endswith(f"2 failed {defined:.1f} in the other {others}")
    text = browser.find_element("tag name", "body").text
    assert "structures were missed and count as Dice 0 (standard FTN: 2" in text
    absent = sum(s["status"] == "both_empty" for s in scores)
    assert absent and f"{absent} are absent in truth and segmentation and left out of the means" in text


def test_the_largest_of_a_column_is_marked_in_words(results, browser) -> None:
    show(browser, results[0])
    for column in range(1, 9):
        texts = [text for text, _ in column_values(browser, "equal-steps", column).values()]
        marked = browser.execute_script(
            "return [...document.querySelectorAll('#equal-steps tbody tr')].map((r) => r.cells[arguments[0]])"
            ".map((c) => c.textContent.includes('best'))",
            column,
        )
        assert marked == [text == max(texts) for text in texts]


def test_no_console_message_and_no_request_but_the_file(results, browser) -> None:
    browser.get_log("browser"), browser.get_log("performance")
    show(browser, results[0])
    assert browser.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    requests = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert {url for url in requests if not url.startswith("data:")} == {(results[0] / "report.html").as_uri()}
    links = set(re.findall(r'(?:src|href)="([^"#][^"]{0,40})', (results[0] / "report.html").read_text()))
    assert all(link.startswith(("data:", "https://doi.org/")) for link in links)


def test_tables_sort_by_the_button_pressed(results, browser) -> None:
    show(browser, results[0])
    for column, order in ((4, [True, False]), (0, [False, True])):
        header = browser.find_element("css selector", f"#equal-steps th[data-column='{column}']")
        for descending in order:
            header.find_element("tag name", "button").click()
            shown = column_values(browser, "equal-steps", column)
            keys = [text for text, _ in shown.values()] if column else [" ".join(key) for key in shown]
            assert keys == sorted(keys, reverse=descending) and len(set(keys)) > 1
            assert header.get_attribute("aria-sort") == ("descending" if descending else "ascending")
    sorted_columns = browser.find_elements("css selector", "#equal-steps th[aria-sort$='ending']")
    assert len(sorted_columns) == 1


@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_does_not_scroll_sideways(results, browser, width) -> None:
    show(browser, results[0], width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    table, box = browser.execute_script(
        "const t = document.getElementById('equal-steps'); return [t.offsetWidth, t.parentElement.clientWidth]"
    )
    assert table <= box or width == 390
    if width == 390:
        browser.execute_script("document.getElementById('equal-steps').parentElement.scrollLeft = 200")
        left = browser.execute_script(
            "const r = document.querySelector('#equal-steps tbody th');"
            "return r.getBoundingClientRect().left - r.closest('.scroll').getBoundingClientRect().left"
        )
        assert left == 0


def test_light_and_dark_are_readable(results, browser) -> None:
    for scheme in "light", "dark":
        show(browser, results[0], scheme=scheme)
        ink, card, curve = browser.execute_script(
            "const style = (q) => getComputedStyle(document.querySelector(q));"
            "return [style('td').color, style('section').backgroundColor, style('.picture svg text').fill]"
        )
        light_ink, light_card = (sum(map(int, re.findall(r"\d+", c)[:3])) > 382 for c in (ink, card))
        assert (light_ink, light_card) == (scheme == "dark", scheme == "light") and curve == ink


def test_learning_curves_end_where_the_logs_end(results, browser) -> None:
    folder, _ = results
    show(browser, folder)
    panels = browser.find_elements("css selector", ".curves .picture")
    assert [panel.find_element("tag name", "h3").text for panel in panels] == list(NETWORKS)
    for panel, method in zip(panels, NETWORKS, strict=True):
        last = list(csv.DictReader((folder / f"runs/run-0/{method}/seed-0/log.csv").open()))[-1]
        label = panel.find_element("tag name", "svg").get_attribute("aria-label")
        for stage in stages(method):
            dice = mean(float(last[f"val_dice_{name}_{stage}"]) for name in ("LV", "MYO", "RV"))
            assert f"{STAGES[stage]} ends at {dice:.2f}" in label
        assert ("FTN + STN" in label) == ("stn" in stages(method))


def polygon_area(path: str) -> float:
    area = 0.0
    for ring in re.findall(r"M([^Z]*)Z", path):
        points = [tuple(map(float, point.split(","))) for point in ring.split()]
        area += sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True)) / 2
    return abs(area)


def ranked(scores: list[dict], test_set: str) -> dict[str, tuple[str, float]]:
    """Case and Dice of the best, the median and the worst, of coop-latent with its STN and seed 0."""
    key = ("coop-latent", "stn", 0, test_set)
    at = [
        s for s in scores if (s["method"], s["stage"], s["seed"], s["test_set"]) == key and s["status"] != "both_empty"
    ]
    dice = {case: mean(s["dice"] for s in at if s["case"] == case) for case in {s["case"] for s in at}}
    order = sorted(dice.items(), key=lambda item: item[1])
    return {"Best": order[-1], "Median": order[(len(order) - 1) // 2], "Worst": order[0]}


def test_overlays_show_best_median_and_worst_with_dice_and_contours(results, browser) -> None:
    folder, scores = results
    show(browser, folder)
    figures = browser.find_elements("css selector", "figure.overlays")
    assert len(figures) == len(KINDS)
    for figure, test_set in zip(figures, KINDS, strict=True):
        shown = figure.find_elements("css selector", ".overlay")
        with h5py.File(folder / f"segmentations/run-0/coop-latent/seed-0/{test_set}.stn.h5") as study:
            labels = {case: study[f"cases/{case}/label"][2] for case in study["cases"]}
        for element, (rank, (case, dice)) in zip(shown, ranked(scores, test_set).items(), strict=True):
            tiles = element.text.split("image\n")
            assert tiles[0].startswith(f"{rank} {case}, slice 3")
            assert f"coop-latent\nFTN + STN\nDice {dice:.2f}" in tiles[1]
            paths = browser.execute_script(
                "return [...arguments[0].querySelectorAll('.tile')[1].querySelectorAll('path')]"
                ".map((p) => [p.getAttribute('class'), p.getAttribute('d')])",
                element,
            )
            areas = {name: polygon_area(path) for name, path in paths}
            voxels = {name: (labels[case] == number).sum() for number, name in enumerate(("LV", "MYO", "RV"), 1)}
            assert areas == pytest.approx({name: count for name, count in voxels.items() if count}, rel=0.05)
    png = base64.b64decode(browser.find_element("tag name", "image").get_attribute("href").split(",")[1])
    assert png.startswith(b"\x89PNG")


def test_one_seed_leaks_and_what_was_left_out_stand_above_the_tables(results, tmp_path: Path) -> None:
    make_results(tmp_path, Experiment(seeds=(0,), left_out=True, methods=("standard", "coop", "standard-long")))
    experiment = json.loads((tmp_path / "experiment.json").read_text())
    experiment["splits"][0]["leaks"] = [
        "patient p1 is in the splits train and val",
        "patient p2 is in the splits val and test",
    ]
    experiment["methods"].append("standard-long")  # what was left out may stand among the methods
    experiment["stages"] = {"evaluate": "./my-evaluate"}
    (tmp_path / "experiment.json").write_text(json.dumps(experiment))
    unscored = tmp_path / "scores/run-0/coop/seed-0/clean.stn.csv"
    unscored.write_text(re.sub(r",LV,ok,[0-9.]+,", ",LV,error,nan,", unscored.read_text(), count=1))
    assert write(tmp_path) == 0
    page = (tmp_path / "report.html").read_text()
    assert page.index("differences between methods are not evidence") < page.index("<table")
    assert page.index("; ".join(experiment["splits"][0]["leaks"])) < page.index("<table")
    assert "standard-long was left out: this machine does 98 GFLOP/s, below 150" in page
    assert 'id="equal-time"' not in page and 'data-method="standard-long"' not in page
    assert "evaluate: <code>./my-evaluate</code>" in page
    assert "significantly" not in page
    assert "1 could not be scored and count as Dice 0 (coop FTN + STN: 1)" in page
    counted = read_results(tmp_path).scores
    assert list(counted["dice"][counted["status"] == "error"]) == [0.0]
    several = (results[0] / "report.html").read_text()
    assert "The split leaks" not in several and "none: every stage is our own program" in several


def test_several_seeds_say_how_many(results) -> None:
    page = (results[0] / "report.html").read_text()
    assert "are not evidence" not in page and "9 patients, 2 seeds" in page


BROKEN = {
    "experiment.json": ("{", "experiment.json: found no valid JSON"),
    "scores/run-0/coop/seed-0/site-b.stn.csv": (None, "scores/run-0/coop/seed-0/site-b.stn.csv: No such file"),
    "scores/run-0/coop/seed-0/clean.ftn.csv": (
        "case,patient\na,a\n",
        "clean.ftn.csv: found no column 'name', expected",
    ),
    "runs/run-0/standard/seed-0/log.csv": (None, "runs/run-0/standard/seed-0/log.csv: No such file"),
    "reports/run-0/coop/seed-0/clean.csv": (None, "reports/run-0/coop/seed-0/clean.csv: No such file"),
    "segmentations/run-0/coop/seed-0/clean.stn.h5": ("", "clean.stn.h5: "),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    make_results(folder, Experiment(seeds=(0,), sites="b", patients=1, methods=("standard", "coop"), artifacts=()))
    return folder


@pytest.mark.parametrize("name", BROKEN)
def test_missing_and_broken_input_is_one_line_and_no_page(whole: Path, capsys, name: str) -> None:
    text, message = BROKEN[name]
    good = (whole / name).read_bytes()
    (whole / name).unlink()
    if text is not None:
        (whole / name).write_text(text)
    assert write(whole) == 1 and not (whole / "report.html").exists() and not (whole / "tables").exists()
    (whole / name).write_bytes(good)
    said = capsys.readouterr().err
    assert said.startswith("report: ") and message in said and said.count("\n") == 1
