"""Test sets, methods and the progress of an experiment."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from coopseg.experiment import test_sets
from coopseg.experiment.costs import costs_of_runs, steps_of
from coopseg.experiment.methods import chosen_methods, has_stn
from coopseg.watching.progress import line
from coopseg.whole_file import remove_unfinished, write_whole
from experiments import DEMO, run_experiment

ROOT = Path(__file__).parents[2]
MANIFEST = """case,patient,site
a1,p1,a
a2,p2,a
a3,p2,a
b1,p3,b
c1,p4,c
"""


def made(folder: Path, test: list[str], train: list[str], artifacts: list[tuple[str, int]]) -> dict:
    (folder / "manifest.csv").write_text(MANIFEST)
    return test_sets.test_sets(str(folder / "manifest.csv"), {"train": train, "val": [], "test": test}, artifacts)


def test_own_site_other_sites_and_artifacts_are_apart(tmp_path: Path) -> None:
    sets = made(tmp_path, ["a2", "a3", "b1", "c1"], ["a1"], [("spike", 2), ("spike", 5)])
    assert {name: (item.kind, item.cases, item.patients) for name, item in sets.items()} == {
        "clean": ("own", ["a2", "a3"], 1),
        "site-b": ("site", ["b1"], 1),
        "site-c": ("site", ["c1"], 1),
        "spike-2": ("artifact", ["a2", "a3"], 1),
        "spike-5": ("artifact", ["a2", "a3"], 1),
    }
    assert sets["clean"].title == "own site (a)" and sets["spike-5"].title == "spike, severity 5"


def test_each_artifact_and_copy_of_a_recipe_is_a_test_set_of_the_own_site(tmp_path: Path) -> None:
    recipe = ROOT / "configs/artifacts/acdc-c.ini"
    assert test_sets.artifacts_of(recipe) == ["motion", "spike", "ghosting", "bias-field"]
    made(tmp_path, ["a2", "b1"], ["a1"], [])
    cases = {"train": ["a1"], "val": [], "test": ["a2", "b1"]}
    sets = test_sets.test_sets(str(tmp_path / "manifest.csv"), cases, [], [("acdc-c", "spike", 2)])
    item = sets.pop("acdc-c-spike-copy-2")
    assert list(sets) == ["clean", "site-b"]
    assert (item.title, item.kind, item.cases) == ("acdc-c spike, copy 2", "recipe", ["a2"])
    assert (item.artifact, item.severity, item.recipe, item.copy) == ("spike", 0, "acdc-c", 2)


def test_without_cases_of_the_own_site_there_are_no_artifacts(tmp_path: Path) -> None:
    assert list(made(tmp_path, ["b1"], ["a1"], [("spike", 2)])) == ["site-b"]


def test_slow_machines_leave_the_long_methods_out() -> None:
    config = {"methods": ["standard", "coop", "standard-long"], "long_needs_gflops": 150}
    assert chosen_methods(config, 151.0) == (config["methods"], [])
    methods, left_out = chosen_methods(config, 98.2)
    assert methods == ["standard", "coop"]
    assert [item["method"] for item in left_out] == ["standard-long"] and "98 GFLOP/s" in left_out[0]["reason"]
    assert chosen_methods({"methods": ["standard-long"]}, 1.0) == (["standard-long"], [])


def test_methods_without_an_stn_are_known() -> None:
    found = {ini.stem: has_stn(ini) for ini in (ROOT / "configs/train").glob("*.ini")}
    assert found["coop"] and found["coop-latent"] and not found["standard"] and not found["standard-long"]
    assert not has_stn(ROOT / "configs/train/coop.ini", {"options": {"train-ftn-stn": {"network": "ftn"}}})


def test_steps_are_the_smaller_of_limit_and_epochs() -> None:
    budget = {"epochs": "2", "batch-size": "8", "max-steps": "600"}
    assert steps_of(budget, training_cases=10) == 50
    assert steps_of(budget | {"max-steps": "7"}, 10) == 7
    assert steps_of(budget | {"max-steps": "0"}, 10) == 50


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    done = run_experiment(ROOT, [DEMO], [f"results={tmp_path}"], "-n")
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    entries = [
        {"output": "a.h5", "work": 20},
        {"output": "runs/run-0/coop/seed-1/done", "work": 80, "log": "runs/run-0/coop/seed-1/log.csv", "steps": 50},
    ]
    (tmp_path / "plan.json").write_text(json.dumps(entries))
    return tmp_path


def test_progress_counts_outputs_and_steps(planned: Path) -> None:
    assert line(planned, started=0.0, work_at_start=0.0) == ("0 %, about 1 min 40 s left", False)
    (planned / "a.h5").touch()
    log = planned / "runs/run-0/coop/seed-1/log.csv"
    log.parent.mkdir(parents=True)
    with log.open("w", newline="") as file:
        csv.writer(file).writerows([["epoch", "step"], [1, 10], [2, 25]])
    text, ended = line(planned, started=0.0, work_at_start=0.0)
    assert text.startswith("60 %, about ") and not ended
    assert text.endswith("left; training coop on run-0, seed 1: step 25 of 50")
    (log.parent / "done").touch()
    assert line(planned, started=0.0, work_at_start=0.0)[1]


def progress(*arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, ROOT / "workflows/scripts/progress.py", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=20)


def test_once_says_how_far_it_is_and_ends(planned: Path) -> None:
    done = progress(planned, "--once")
    assert (done.returncode, done.stderr) == (0, f"{planned.name}: 0 %, about 1 min 40 s left\n")


@pytest.mark.parametrize("options", [(), ("--once",)])
def test_progress_of_a_folder_that_does_not_exist_is_refused(tmp_path: Path, options: tuple[str, ...]) -> None:
    folder = tmp_path / "no such"
    refused = progress(folder, *options)
    message = f"progress: {folder}: found no such folder, expected the results of an experiment\n"
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", message)


def test_once_does_not_wait_for_a_run_to_begin(tmp_path: Path) -> None:
    refused = progress(tmp_path, "--once")
    message = f"progress: {tmp_path}: found no plan.json, expected the results of an experiment that has begun\n"
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", message)


def test_progress_waits_for_a_run_that_has_not_begun(planned: Path) -> None:
    (planned / "a.h5").touch()
    (planned / "runs/run-0/coop/seed-1").mkdir(parents=True)
    (planned / "runs/run-0/coop/seed-1/done").touch()
    plan = (planned / "plan.json").rename(planned / "later.json")
    command = [sys.executable, ROOT / "workflows/scripts/progress.py", planned]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as waiting:
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                waiting.wait(timeout=2)
            plan.rename(planned / "plan.json")
            assert waiting.wait(timeout=20) == 0 and waiting.stderr.read() == ""
        finally:
            waiting.kill()


def test_what_killed_programs_left_goes_and_nothing_else(tmp_path: Path) -> None:
    keep = tmp_path / "runs/split/coop/seed-0/log.csv"
    write_whole(keep, "epoch\n")
    other = tmp_path / "another-experiment/test/.coopseg-abcdef.h5"
    left = [tmp_path / ".coopseg-abcdef/cohort/a.nii.gz", keep.parent / ".coopseg-abcdef.h5"]
    for path in [other, *left]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    remove_unfinished(tmp_path)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == {keep, other} and keep.read_text() == "epoch\n"


def test_the_demo_has_every_kind_of_method() -> None:
    config = {"budget": ROOT / "configs/train/budget/demo.ini"}
    costs = costs_of_runs(config, ["standard", "coop", "coop-latent"], 10, ROOT)
    seconds = [cost.seconds for cost in costs.values()]
    assert seconds == sorted(seconds) and len(set(seconds)) == 3
