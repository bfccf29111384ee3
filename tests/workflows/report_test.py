"""The report shows the numbers of its scores, and works in a browser without a network."""

import base64
import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, stdev

import h5py
import pytest
from make_results import NETWORKS, make_results, stages
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

SCRIPT = Path(__file__).parents[2] / "workflows/scripts/report.py"
FLAGS = "headless=new no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
FLAGS += " disable-component-update disable-sync hide-scrollbars"
STAGES = {"ftn": "FTN", "stn": "FTN + STN"}
KINDS = {"clean": "own", "site-b": "site", "site-c": "site"} | {
    f"{a}-3": "art" for a in ("bias-field", "spike", "motion")
}


def report(folder: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, SCRIPT, "--results", folder, "-o", folder / "report.html"]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict]]:
    folder = tmp_path_factory.mktemp("report")
    scores = make_results(folder, seeds=[0, 1])
    made = report(folder)
    assert made.returncode == 0 and made.stderr == "", made.stderr
    return folder, scores


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in [*FLAGS.split(), f"user-data-dir={tmp_path_factory.mktemp('chromium')}"]:
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


def show(browser: webdriver.Chrome, folder: Path, width: int = 1440, scheme: str = "light") -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    feature = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    browser.get((folder / "report.html").as_uri())


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
    """Mean and SD over patients, by loops: structures, then cases, then seeds, then test sets."""
    stage = {"FTN": "ftn", "FTN + STN": "stn"}[key[1]]
    mine = [s for s in scores if s["method"] == key[0] and s["stage"] == stage and s["name"] in names.split()]
    mine = [s for s in mine if s[metric] == s[metric]]  # not nan
    values = []
    for patient in sorted({s["patient"] for s in mine if s["test_set"] in test_sets}):
        by_set = []
        for test_set in test_sets:
            by_seed = []
            for seed in 0, 1:
                at = [s for s in mine if (s["patient"], s["test_set"], s["seed"]) == (patient, test_set, seed)]
                cases = {s["case"] for s in at}
                by_seed += [mean(mean(s[metric] for s in at if s["case"] == case) for case in cases)] if at else []
            by_set += [mean(by_seed)] if by_seed else []
        values.append(mean(by_set))
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
            assert (text, small) == (f"{average:.3f}", f"± {sd:.3f}"), (table, key, test_sets)
            shown_in_page.append((*key, text, small))
    assert [(r["method"], STAGES[r["stage"]], r["mean"], f"± {r['sd']}") for r in lines] == shown_in_page
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
        last = list(csv.DictReader((folder / f"runs/{method}/seed-0/log.csv").open()))[-1]
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


def test_overlays_show_the_median_case_with_its_dice_and_contours(results, browser) -> None:
    folder, scores = results
    show(browser, folder)
    figures = browser.find_elements("css selector", "figure.overlay")
    assert len(figures) == len(KINDS)
    featured = [s for s in scores if (s["method"], s["stage"], s["seed"]) == ("coop-latent", "stn", 0)]
    for figure, test_set in zip(figures, KINDS, strict=True):
        at = [s for s in featured if s["test_set"] == test_set]
        at = [s for s in at if s["status"] != "both_empty"]
        dice = {case: mean(s["dice"] for s in at if s["case"] == case) for case in {s["case"] for s in at}}
        case = sorted(dice, key=lambda c: dice[c])[(len(dice) - 1) // 2]
        assert case in figure.find_element("tag name", "figcaption").text
        tiles = figure.find_elements("css selector", ".tile")
        assert len(tiles) == 8
        assert [tile.text.split("\n")[:2] for tile in tiles[5:7]] == [
            ["coop-latent", "FTN"],
            ["coop-latent", "FTN + STN"],
        ]
        assert tiles[6].text.endswith(f"Dice {dice[case]:.2f}")
        with h5py.File(folder / f"segmentations/coop-latent/seed-0/{test_set}.stn.h5") as study:
            label = study[f"cases/{case}/label"][2]
        for number, name in enumerate(("LV", "MYO", "RV"), 1):
            if not (label == number).any():
                continue
            area = polygon_area(tiles[1].find_element("css selector", f"path.{name}").get_attribute("d"))
            assert area == pytest.approx((label == number).sum(), rel=0.05)
        png = base64.b64decode(figure.find_element("tag name", "image").get_attribute("href").split(",")[1])
        assert png.startswith(b"\x89PNG")


def test_a_leak_stands_above_the_tables(tmp_path: Path) -> None:
    make_results(tmp_path, seeds=[0])
    assert report(tmp_path).returncode == 0 and "leak" not in (tmp_path / "report.html").read_text()
    experiment = json.loads((tmp_path / "experiment.json").read_text())
    experiment["leaks"] = ["patient p1 is in the splits train and val", "patient p2 is in the splits val and test"]
    (tmp_path / "experiment.json").write_text(json.dumps(experiment))
    assert report(tmp_path).returncode == 0
    page = (tmp_path / "report.html").read_text()
    assert page.index("; ".join(experiment["leaks"])) < page.index("<table")


def test_one_seed_is_no_evidence_and_what_was_left_out_is_said(tmp_path: Path) -> None:
    make_results(tmp_path, seeds=[0], left_out=True)
    assert report(tmp_path).returncode == 0
    page = (tmp_path / "report.html").read_text()
    assert page.index("differences between methods are not evidence") < page.index("<table")
    assert "standard-long was left out: this machine does 98 GFLOP/s, below 150" in page
    assert 'id="equal-time"' not in page and 'data-method="standard-long"' not in page
    first = (tmp_path / "report.html").read_bytes()
    experiment = json.loads((tmp_path / "experiment.json").read_text())
    experiment["methods"].append("standard-long")  # what was left out may stand among the methods
    (tmp_path / "experiment.json").write_text(json.dumps(experiment))
    assert report(tmp_path).returncode == 0 and (tmp_path / "report.html").read_bytes() == first


def test_several_seeds_say_how_many(results) -> None:
    page = (results[0] / "report.html").read_text()
    assert "are not evidence" not in page and "9 patients, 2 seeds" in page


BROKEN = {
    "experiment.json": ("{", "experiment.json: found no valid JSON"),
    "scores/coop/seed-0/site-b.stn.csv": (None, "scores/coop/seed-0/site-b.stn.csv: No such file"),
    "scores/coop/seed-0/clean.ftn.csv": ("case,patient\na,a\n", "clean.ftn.csv: found no column 'name', expected"),
    "runs/standard/seed-0/log.csv": (None, "runs/standard/seed-0/log.csv: No such file"),
    "segmentations/coop/seed-0/clean.stn.h5": ("", "clean.stn.h5: "),
}


@pytest.mark.parametrize("name", BROKEN)
def test_missing_and_broken_input_is_one_line_and_no_page(tmp_path: Path, name: str) -> None:
    make_results(tmp_path, seeds=[0], sites="b", patients=1)
    text, message = BROKEN[name]
    (tmp_path / name).unlink()
    if text is not None:
        (tmp_path / name).write_text(text)
    failed = report(tmp_path)
    assert failed.returncode == 1 and not (tmp_path / "report.html").exists() and not (tmp_path / "tables").exists()
    assert failed.stderr.startswith("report: ") and message in failed.stderr and failed.stderr.count("\n") == 1
