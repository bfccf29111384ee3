"""A small experiment through a real Slurm, with three trainings killed on the way, equals the one on this machine."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import h5py
import pytest
import yaml

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
RUN_FILES = ["best.h5", "config.ini", "last.h5", "log.csv"]
SKIPPED = 77


def results_of(profile: str) -> str:
    """A name that no shell may read."""
    return f"{profile} 'ä' (1); & more"


@pytest.fixture(scope="module")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment in which commands find the Slurm of this test."""
    state = tmp_path_factory.mktemp("slurm")
    try:
        up = subprocess.run([HERE / "slurm-up", state], capture_output=True, text=True)
        if up.returncode == SKIPPED:
            pytest.skip(up.stderr.strip())
        assert up.returncode == 0, up.stderr
        yield os.environ | {"PATH": f"{state}/bin:{os.environ['PATH']}"}
    finally:
        subprocess.run([HERE / "slurm-down", state], check=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("experiment")
    (folder / "split.csv").write_text("case_or_patient,split\npatient001,train\npatient002,val\npatient003,test\n")
    (folder / "tiny.ini").write_text("base-width = 2\nsize = 32\nbatch-size = 8\nepochs = 12\nlearning-rate = 0.01\n")
    program = folder / "my-train"
    program.write_text(f"#!{sys.executable}\n" + (HERE / "my_train.py").read_text())
    program.chmod(0o755)
    settings = yaml.safe_load((ROOT / "tests/workflows/smallest.yaml").read_text())
    settings |= {"title": "Slurm", "bin": os.environ["COOPSEG_BIN"], "budget": str(folder / "tiny.ini")}
    settings |= {"manifest": str(ROOT / "data_manifests/phantom-demo/manifest.csv"), "split": "split.csv"}
    settings["phantom"] |= {"sites": ["a"], "subjects": [3]}
    settings["options"] |= {"train-ftn-stn": {"device": "cuda"}}
    settings |= {
        "methods": ["coop"],
        "seeds": [0, 1, 2],
        "artifacts": [],
        "severities": [],
        "stages": {"train-ftn-stn": str(program)},
    }
    (folder / "smallest.yaml").write_text(yaml.safe_dump(settings))
    return folder


def snakemake(folder: Path, profile: str, *options: str, env: dict[str, str]) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "snakemake", "-s", ROOT / "workflows/Snakefile"]
    command += ["--profile", ROOT / "workflows/profiles" / profile, "--configfile", folder / "smallest.yaml"]
    command += [*options, "--until", "evaluate", "--config", f"results={results_of(profile)}"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=env)


@pytest.fixture(scope="module")
def through_slurm(folder: Path, slurm: dict[str, str]) -> subprocess.CompletedProcess:
    here = snakemake(folder, "local", "--cores", "2", env=dict(os.environ))
    assert here.returncode == 0, here.stderr
    options = ["--slurm-init-seconds-before-status-checks", "2", "--latency-wait", "5"]
    result = snakemake(folder, "slurm", *options, "--slurm-no-account", "--slurm-status-command", "squeue", env=slurm)
    assert result.returncode == 0, result.stderr
    return result


def calls(folder: Path, seed: int) -> list[dict]:
    found = [json.loads(line) for line in (folder / "calls.txt").read_text().splitlines()]
    return [call for call in found if call["seed"] == str(seed)]


def test_slurm_gives_the_files_that_this_machine_gives(
    folder: Path, through_slurm: subprocess.CompletedProcess
) -> None:
    def made(results: str) -> dict[str, bytes]:
        paths = (
            path
            for part in ("cases", "lists", "test", "segmentations", "scores")
            for path in (folder / results_of(results) / part).rglob("*")
            if path.is_file()
        )
        return {str(path.relative_to(folder / results_of(results))): path.read_bytes() for path in paths}

    here, there = made("local"), made("slurm")
    assert sum(name.startswith("scores") for name in here) == 3 * 2
    assert there.keys() == here.keys()
    assert [name for name in here if there[name] != here[name]] == []


@pytest.mark.parametrize("seed", [0, 2])
def test_training_that_is_cancelled_or_out_of_time_goes_on_from_its_checkpoint(
    folder: Path, through_slurm: subprocess.CompletedProcess, seed: int
) -> None:
    first, *others = calls(folder, seed)
    assert (first["files"], first["steps"]) == ([], 0)
    assert [call["files"] for call in others] == [RUN_FILES]
    assert others[0]["steps"] > 0
    with h5py.File(folder / results_of("slurm") / f"runs/split/coop/seed-{seed}/last.h5") as file:
        assert others[0]["steps"] < file["training"].attrs["step"]


def test_training_over_its_memory_gets_more_and_leaves_nothing(
    folder: Path, through_slurm: subprocess.CompletedProcess
) -> None:
    assert [call["files"] for call in calls(folder, 1)] == [[], []]


def test_the_terminal_says_why_each_job_ended(through_slurm: subprocess.CompletedProcess) -> None:
    said = [line for line in through_slurm.stderr.splitlines() if " failed: " in line]
    all_of_it = "\n".join(said)
    assert re.search("^train split coop 0 failed: .*CANCELLED", all_of_it, re.MULTILINE), all_of_it
    assert re.search("^train split coop 1 failed: .*(memory limit|OUT_OF_MEMORY)", all_of_it, re.MULTILINE), all_of_it
    assert "train split coop 2 failed: it ended by SIGUSR1" in said


def test_each_job_sees_the_gpu_that_slurm_chose(folder: Path, through_slurm: subprocess.CompletedProcess) -> None:
    found = [call for seed in range(3) for call in calls(folder, seed)]
    assert {call["device"] for call in found} == {"cuda"}
    assert {call["visible"] for call in found} == {"0", "1"}
