"""jobs.csv, the error line of a failed job, and the lines of progress.py for each rule."""

import csv
import json
import os
from pathlib import Path

import pytest

from coopseg.watching.monitor import error_line
from coopseg.watching.progress import rule_lines
from experiments import SMALLEST, run_experiment

ROOT = Path(__file__).parents[2]
FAILED = """Building DAG of jobs...
    resources: mem_mb=1000, runtime=5
{}RuleException:
CalledProcessError in file "train.smk", line 46:
Command 'set -euo pipefail;  exec train-ftn-stn' returned non-zero exit status {}.
[Tue Nov 24 13:09:09 2026]
Error in rule train:
    message: None
"""
KILLED = "slurmstepd-n1: error: {}\nsrun: Job step aborted\nepoch 3\n[Tue Nov 24 13:09:09 2026]\nError in rule train:\n"


def test_the_error_line_is_the_last_of_the_program() -> None:
    said = "epoch 3\ntrain-ftn-stn: cases.h5: found 2 cases, expected 3\n"
    assert error_line(FAILED.format(said, 1)) == "train-ftn-stn: cases.h5: found 2 cases, expected 3"
    assert error_line(FAILED.format("", 138)) == "it ended by SIGUSR1"
    assert error_line(FAILED.format("", 3)) == "it ended with status 3"
    assert error_line("only this\n\n") == "only this"
    assert error_line("") == ""


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("StepId=3.0 exceeded memory limit (191 > 104), being killed",) * 2,
        ("Detected 1 oom_kill event in StepId=5.0.",) * 2,
        (
            "*** JOB 2 ON n1 CANCELLED AT 2026-11-24T12:52:32 DUE TO TIME LIMIT ***",
            "JOB 2 ON n1 CANCELLED AT 2026-11-24T12:52:32 DUE TO TIME LIMIT",
        ),
    ],
)
def test_what_slurm_ended_is_said_in_slurms_words(said: str, line: str) -> None:
    assert error_line(KILLED.format(said)) == line


def test_a_job_that_slurm_ended_without_a_word_in_its_log_has_slurms_state() -> None:
    log = "    resources: gpu=1\nepoch 3\nsrun: got SIGCONT\nsrun: forcing job termination\nError in rule train:\n"
    message = "SLURM-job '4' failed, SLURM status is: '{}'. Detailed failure reason unavailable."
    assert error_line(log, message.format("CANCELLED")) == "Slurm ended it: CANCELLED"
    assert error_line(log, message.format("FAILED")) == "epoch 3"


def test_each_rule_has_a_line(tmp_path: Path) -> None:
    outputs = {"train": ["runs/a", "runs/b", "runs/c"], "report": ["report.html"]}
    entries = [{"rule": rule, "output": output} for rule in outputs for output in outputs[rule]]
    (tmp_path / "plan.json").write_text(json.dumps(entries))
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs/a").touch()
    rows = [("begun", "train", "a"), ("begun", "train", "b"), ("started", "", ""), ("begun", "train", "c")]
    rows += [("failed", "train", "c"), ("begun", "train", "d")]
    with (tmp_path / "jobs.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("event", "rule", "job"), *rows])
    assert [line.split() for line in rule_lines(tmp_path)] == [
        "train 1 of 3 done, 1 running, 1 failed".split(),
        "report 0 of 1 done, 0 running, 0 failed".split(),
    ]


def test_a_job_whose_output_is_there_does_not_run(tmp_path: Path) -> None:
    """Snakemake was killed when it had not yet heard of the end of a job."""
    entries = [{"rule": "train", "output": name, "job": f"split coop {name}"} for name in "abc"]
    (tmp_path / "plan.json").write_text(json.dumps(entries))
    (tmp_path / "a").touch()
    rows = [("begun", "train", "split coop a"), ("begun", "train", "split coop b")]
    with (tmp_path / "jobs.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("event", "rule", "job"), *rows])
    assert [line.split() for line in rule_lines(tmp_path)] == ["train 1 of 3 done, 1 running, 0 failed".split()]


@pytest.mark.parametrize("quiet", [(), ("--quiet", "rules", "progress")])
def test_jobs_are_noted_with_their_seconds_and_errors(tmp_path: Path, quiet: tuple[str, ...]) -> None:
    """A cohort is made, then preprocessing fails."""
    bad = tmp_path / "fails"
    bad.write_text("#!/bin/sh\nexit 3\n")
    bad.chmod(0o755)
    (tmp_path / "split.csv").write_text("case_or_patient,split\npatient001,train\npatient002,val\npatient003,test\n")
    settings = ["results=results", "split=split.csv", "stages={preprocess: ./fails}"]
    settings += [f"bin={os.environ['COOPSEG_BIN']}", f"manifest={ROOT}/data_manifests/phantom-demo/manifest.csv"]
    done = run_experiment(tmp_path, SMALLEST, settings, *quiet, target="results/cases/patient001_ED.h5")
    assert done.returncode == 1 and ("Finished jobid" in done.stderr) == (not quiet)
    with (tmp_path / "results/jobs.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["event"], row["rule"], row["job"]) for row in rows] == [
        ("started", "", ""),
        ("begun", "cohort", ""),
        ("done", "cohort", ""),
        ("begun", "preprocess", "patient001_ED"),
        ("failed", "preprocess", "patient001_ED"),
    ]
    assert float(rows[2]["seconds"]) > 0
