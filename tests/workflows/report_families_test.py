"""A report of many methods shows and hides them, one by one and by the networks that they train."""

from pathlib import Path

import pytest
from conftest import show
from make_results import COMPARED, MANY, Experiment, make_results
from selenium import webdriver

from coopseg.report.page import write_report


@pytest.fixture(scope="module")
def page(browser: webdriver.Chrome, tmp_path_factory: pytest.TempPathFactory) -> webdriver.Chrome:
    folder = tmp_path_factory.mktemp("many")
    make_results(folder, Experiment(seeds=(0,), methods=tuple(MANY), severities=(1, 3), artifacts=("spike",)))
    write_report(folder, folder / "report.html")
    show(browser, folder)
    return browser


def shown(page: webdriver.Chrome, parts: str) -> set[str]:
    """The methods of the parts that are not hidden."""
    return set(
        page.execute_script(
            "return [...document.querySelectorAll(arguments[0])].filter((e) => getComputedStyle(e).display !== 'none')"
            ".map((e) => e.dataset.method)",
            parts,
        )
    )


def click(page: webdriver.Chrome, name: str) -> None:
    page.execute_script("document.querySelector(`#shown input[value='${arguments[0]}']`).click()", name)


PARTS = ["#equal-steps tr[data-method]", ".picture[data-method]", "svg g[data-method]", ".keys li[data-method]"]


def test_families_are_the_networks(page: webdriver.Chrome) -> None:
    families = page.execute_script(
        "return [...document.querySelectorAll('#shown fieldset')].map((f) =>"
        " [f.querySelector('legend').innerText.trim(), [...f.querySelectorAll('input[value]')].map((i) => i.value)])"
    )
    assert families == [
        ["FTN and STN together", ["coop", "coop-latent", *COMPARED]],
        ["FTN alone", ["standard-maxstyle"]],
        ["Segmentation network alone", ["standard", "standard-long", *(f"standard-{name}" for name in COMPARED)]],
        ["U-Net", ["unet"]],
    ]


@pytest.mark.parametrize("parts", PARTS)
def test_a_box_hides_its_method(page: webdriver.Chrome, parts: str) -> None:
    before = shown(page, parts)
    assert "dsu" in before and len(before) >= len(MANY) - 1  # a *-long method has a table of its own
    click(page, "dsu")
    assert shown(page, parts) == before - {"dsu"}
    click(page, "dsu")
    assert shown(page, parts) == before


def test_the_box_of_a_family_hides_all_of_its_methods(page: webdriver.Chrome) -> None:
    before = shown(page, PARTS[0])
    family = page.find_element("css selector", "#shown fieldset:nth-of-type(1) legend input")
    family.click()
    together = {name for name, network in MANY.items() if network == "ftn-stn"}
    assert shown(page, PARTS[0]) == before - together
    click(page, "coop")
    assert shown(page, PARTS[0]) == before - together | {"coop"}
    assert page.execute_script("return arguments[0].indeterminate", family)
    family.click()
    family.click()
    assert shown(page, PARTS[0]) == before


def test_few_methods_need_no_boxes(browser: webdriver.Chrome, tmp_path: Path) -> None:
    make_results(tmp_path, Experiment(seeds=(0,), methods=("standard", "coop", "coop-latent")))
    write_report(tmp_path, tmp_path / "report.html")
    show(browser, tmp_path)
    assert not browser.find_elements("id", "shown")
    assert browser.execute_script("return document.querySelectorAll('tr[data-method]').length") > 3
