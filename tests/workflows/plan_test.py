"""`plan` before and after a run: jobs, hours and storage of each rule and in total."""

import csv
import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from coopseg.experiment.costs import Cost, cost_of_training, tflops
from coopseg.watching.progress import line
from experiments import IN_THREADS, SMALLEST, run_experiment

ROOT = Path(__file__).parents[2]
BIN = Path(os.environ["COOPSEG_BIN"])
PUBLISHED = {"batch-size": "20", "size": "192", "base-width": "16"}


def plan(folder: Path, *arguments: str) -> list[dict[str, str]]:
    command = [ROOT / "workflows/scripts/plan", "--csv", "plan.csv", *arguments, "--configfile"]
    command += [ROOT / "configs/experiments/demo.yaml", ROOT / "tests/workflows/smallest.yaml", folder / "tiny.yaml"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    with (folder / "plan.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    printed = result.stdout.splitlines()
    assert [line.split()[0] for line in printed] == ["rule", *(row["rule"] for row in rows)]
    return rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan")
    (folder / "split.csv").write_text("case_or_patient,split\npatient001,train\npatient002,val\npatient003,test\n")
    (folder / "tiny.ini").write_text("base-width = 2\nsize = 32\nbatch-size = 8\nepochs = 1\nlearning-rate = 0.01\n")
    (folder / "tiny.yaml").write_text(
        f"manifest: {ROOT}/data_manifests/phantom-demo/manifest.csv\nsplit: split.csv\nbudget: {folder}/tiny.ini\n"
        f"bin: {BIN}\nresults: results\nphantom: {{sites: [a], subjects: [3], seed: 0}}\nmethods: [standard, coop]\n"
    )
    return folder


def numbers(rows: list[dict[str, str]], column: str) -> dict[str, float]:
    return {row["rule"]: float(row[column]) for row in rows if row[column]}


def check_plan_for_progress(results: Path, jobs: dict[str, int]) -> None:
    """plan.json has what stays and takes time, once; the work of corruption is that of predictions."""
    entries = json.loads((results / "plan.json").read_text())
    assert len({entry["output"] for entry in entries}) == len(entries)
    assert all((results / entry["output"]).exists() for entry in entries)
    quick_or_deleted = {"study_list", "experiment", "corrupt"}
    with (results / "jobs.csv").open(newline="") as file:
        done = {(row["rule"], row["job"]) for row in csv.DictReader(file) if row["event"] == "done"}
    assert {(entry["rule"], entry["job"]) for entry in entries} <= done
    planned = Counter(entry["rule"] for entry in entries)
    assert planned == {rule: number for rule, number in jobs.items() if rule not in quick_or_deleted}
    for entry in entries:
        if entry["rule"] == "train":
            assert entry["steps"] > 0 and (results / entry["log"]).exists()
    work = {Path(entry["output"]).name: entry["work"] for entry in entries if entry["rule"] == "predict"}
    assert work["bias-field-3.ftn.h5"] > work["clean.ftn.h5"]
    assert line(results, started=0.0, work_at_start=0.0)[1]


def test_the_plan_is_that_of_the_run(folder: Path) -> None:
    before = plan(folder)
    jobs = numbers(before, "jobs")
    # Sets clean and bias-field-3; coop has an STN, standard has none.
    expected = {"cohort": 1, "preprocess": 4, "test_set": 1, "corrupt": 1, "study_list": 2, "train": 2, "predict": 4}
    expected |= {"refine": 2, "evaluate": 6, "machine": 1, "experiment": 1, "report": 1}
    assert jobs == expected | {"total": sum(expected.values())}
    for column in "hours", "gpu_hours", "storage_gb", "files":
        found = numbers(before, column)
        assert found.pop("total") == pytest.approx(sum(found.values()))

    run = run_experiment(folder, [*SMALLEST, folder / "tiny.yaml"], (), IN_THREADS)
    assert run.returncode == 0, run.stderr
    with (folder / "results/jobs.csv").open(newline="") as file:
        done = [row for row in csv.DictReader(file) if row["event"] == "done"]
    assert {rule: sum(row["rule"] == rule for row in done) for rule in expected} == expected

    check_plan_for_progress(folder / "results", expected)

    after = plan(folder, "--took", "results/jobs.csv", "-F")
    assert numbers(after, "jobs") == jobs
    took = numbers(after, "took_hours")
    seconds = {rule: sum(float(row["seconds"]) for row in done if row["rule"] == rule) for rule in expected}
    assert took == pytest.approx({rule: value / 3600 for rule, value in seconds.items()} | {"total": took["total"]})
    assert took["total"] == pytest.approx(sum(seconds.values()) / 3600)
    outputs = [
        path for part in ("cases", "test", "segmentations") for path in (folder / "results" / part).rglob("*.h5")
    ]
    assert len(outputs) == jobs["preprocess"] + jobs["test_set"] + jobs["predict"] + jobs["refine"]

    assert plan(folder)[-1]["jobs"] == "0"


@pytest.mark.parametrize("needed", [0, 1e9])
def test_long_methods_are_in_plan_json_where_the_machine_runs_them(folder: Path, tmp_path: Path, needed: float) -> None:
    """All stages by a program that makes empty files."""
    program = tmp_path / "empty"
    program.write_text(
        '#!/bin/sh\nwhile [ "$1" != -o ]; do case $1 in --train-list) train=1 ;; esac; shift; done\n'
        '[ -z "$train" ] || { mkdir -p "$2"; printf "step,seconds\\n10,2\\n" > "$2/log.csv"; exit; }\ntouch "$2"\n'
    )
    program.chmod(0o755)
    stages = "preprocess train-ftn-stn predict refine evaluate".split()
    settings = [f"results={tmp_path}/results", f"split={folder}/split.csv", f"long_needs_gflops={needed}"]
    settings += ["methods=[standard, standard-long]", "artifacts=[]"]
    settings += [f"stages={json.dumps(dict.fromkeys(stages, str(program)))}"]
    # the report fails: there are no scores
    assert run_experiment(tmp_path, [*SMALLEST, folder / "tiny.yaml"], settings, "-k").returncode == 1
    entries = json.loads((tmp_path / "results/plan.json").read_text())
    assert {entry["rule"] for entry in entries} >= {"cohort", "preprocess", "train", "predict", "evaluate", "report"}
    assert {entry["output"] for entry in entries if not (tmp_path / "results" / entry["output"]).exists()} == {
        "report.html"
    }
    long = [entry for entry in entries if entry["rule"] == "train_long"]
    assert len(long) == (0 if needed else 1) and not any("steps" in entry for entry in long)


def test_training_costs_its_arithmetic() -> None:
    """Linear in steps, batch, area and the square of the width; standard and coop are the measured shares of it."""
    latent = {"network": "ftn-stn", "hard-branch": "latent"}
    one = cost_of_training(latent, PUBLISHED, 1000, rate=0.96)
    assert one.seconds == pytest.approx(1000)
    small = cost_of_training(latent, {"batch-size": "10", "size": "96", "base-width": "8"}, 1000, rate=0.96)
    assert small.seconds == pytest.approx(1000 / 2 / 4 / 4)
    assert small.memory_mb < one.memory_mb and small.disk_mb == pytest.approx(one.disk_mb / 4)
    assert cost_of_training({"hard-branch": "none"}, PUBLISHED, 1000, 0.96).seconds == pytest.approx(470)
    assert cost_of_training({"network": "segmenter"}, PUBLISHED, 1000, 0.96).seconds == pytest.approx(150)
    renewed = PUBLISHED | {"renew-statistics": "3"}  # each case has 10 slices, one step an epoch
    assert cost_of_training({"network": "segmenter"}, renewed, 1000, 0.96).seconds == pytest.approx(2 * 150)
    now_and_then = latent | {"hard-every": "2", "hard-from": "500"}
    assert cost_of_training(now_and_then, PUBLISHED, 1000, 0.96).seconds == pytest.approx(470 + 530 / 4)
    assert tflops(2, "cpu") == pytest.approx(2 * tflops(1, "cpu")) and tflops(2, "cuda") == tflops(1, "cuda")


def test_each_attempt_asks_for_more() -> None:
    cost = Cost(seconds=600, memory_mb=1000, disk_mb=1)
    assert [cost.asked_memory_mb(attempt) for attempt in (1, 2, 3)] == [2000, 4000, 6000]
    assert [cost.asked_minutes(attempt) for attempt in (1, 2)] == [35, 70]


def test_a_job_asks_for_a_gpu_where_the_experiment_says_cuda(folder: Path) -> None:
    options = json.dumps({"train-ftn-stn": {"device": "cuda"}, "preprocess": {"spacing": 8}})
    rows = plan(folder, "-F", "--config", f"options={options}")
    assert {row["rule"] for row in rows if float(row["gpu_hours"]) > 0} == {"train", "total"}
