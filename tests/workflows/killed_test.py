"""A demo that is killed at random moments and started again ends with the files of one that never stopped."""

import fcntl
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
BIN = Path(os.environ["COOPSEG_BIN"])
SEED = int(os.environ.get("SEED", "1"))  # draws the moments
EPOCHS = 24
RUN = "split/coop-latent/seed-0"


def count(pattern: str) -> Callable[[Path], int]:
    return lambda results: len(list(results.glob(pattern)))


def epochs(results: Path) -> int:
    log = results / f"runs/{RUN}/log.csv"
    return len(log.read_text().splitlines()) - 1 if log.exists() else 0


# Where the kills come: what is counted, and the most that is waited for.
MOMENTS = [(count("cases/*.h5"), 4), (epochs, EPOCHS // 4), (count("scores/**/*.csv"), 3)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    (folder / "split.csv").write_text("case_or_patient,split\npatient001,train\npatient002,val\npatient003,test\n")
    budget = f"base-width = 2\nsize = 32\nbatch-size = 8\nepochs = {EPOCHS}\nlearning-rate = 0.01\n"
    (folder / "tiny.ini").write_text(budget)
    settings = yaml.safe_load((ROOT / "tests/workflows/smallest.yaml").read_text())
    settings |= {"split": f"{folder}/split.csv", "budget": f"{folder}/tiny.ini", "bin": str(BIN)}
    settings |= {"methods": ["coop-latent"]}
    settings["phantom"] |= {"sites": ["a"], "subjects": [3]}
    (folder / "smallest.yaml").write_text(yaml.safe_dump(settings))
    return folder


def start(folder: Path, results: Path) -> subprocess.Popen:
    command = [ROOT / "workflows/demo", "--results", results, "--with", folder / "smallest.yaml"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def finish(folder: Path, results: Path) -> None:
    process = start(folder, results)
    _, messages = process.communicate()
    assert process.returncode == 0, messages.decode()


def kill(folder: Path, results: Path, reached: Callable[[], bool], delay: float) -> None:
    """Kills the demo and all that it started, `delay` seconds after a moment."""
    process = start(folder, results)
    while process.poll() is None and not reached():
        time.sleep(0.01)
    time.sleep(delay)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    _, messages = process.communicate()
    assert process.returncode == -signal.SIGKILL, messages.decode()


def files(results: Path) -> dict[str, Path]:
    return {str(path.relative_to(results)): path for path in results.rglob("*") if path.is_file()}


def test_a_killed_demo_ends_with_the_same_results(folder: Path) -> None:
    draw = random.Random(SEED)
    whole, killed = folder / "whole", folder / "killed"
    finish(folder, whole)
    for counted, most in MOMENTS:
        number = draw.randint(1, most)
        kill(folder, killed, lambda counted=counted, number=number: counted(killed) >= number, draw.uniform(0, 0.1))
        assert not (killed / "report.html").exists()
        if counted is epochs:
            assert number <= epochs(killed) < EPOCHS and not (killed / f"runs/{RUN}/done").exists()
    finish(folder, killed)
    expected, found = files(whole), files(killed)
    assert sorted(found) == sorted(expected)
    compared = [name for name in expected if name.split("/")[0] in ("scores", "reports", "segmentations", "test")]
    assert len(compared) == 4 + 2 + 4 + 1
    assert [name for name in compared if found[name].read_bytes() != expected[name].read_bytes()] == []


def test_what_a_killed_demo_left_running_keeps_the_folder(folder: Path) -> None:
    results = folder / "held"
    results.mkdir()
    with (results / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = start(folder, results)
        _, messages = process.communicate()
    assert process.returncode == 1
    assert messages.decode().splitlines()[-1] == f"demo: another demo is running in {results}"
