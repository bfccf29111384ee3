"""on-free-gpu: programs on one machine take different GPUs, wait where all are taken, and get signals themselves."""

import os
import signal
import subprocess
import time
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "workflows/scripts/on-free-gpu"


def start(folder: Path, gpus: str, command: str) -> subprocess.Popen:
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": gpus, "TMPDIR": str(folder)}
    return subprocess.Popen([SCRIPT, "sh", "-c", command], cwd=folder, env=environment)


def wait_for(path: Path) -> str:
    for _ in range(600):
        if path.exists() and path.read_text():
            return path.read_text().strip()
        time.sleep(0.1)
    raise AssertionError(f"{path} was not written")


def test_three_programs_share_two_gpus(tmp_path: Path) -> None:
    hold = 'echo "$CUDA_VISIBLE_DEVICES" > {}; while [ ! -e end ]; do sleep 0.1; done'
    two = [start(tmp_path, "4,7", hold.format(name)) for name in ("a", "b")]
    assert {wait_for(tmp_path / name) for name in ("a", "b")} == {"4", "7"}
    third = start(tmp_path, "4,7", 'echo "$CUDA_VISIBLE_DEVICES" > c')
    time.sleep(2)
    assert not (tmp_path / "c").exists()
    (tmp_path / "end").touch()
    assert [program.wait(60) for program in two] == [0, 0]
    assert third.wait(60) == 0 and wait_for(tmp_path / "c") in ("4", "7")


def test_the_gpu_that_a_scheduler_chose_is_taken_as_it_is(tmp_path: Path) -> None:
    for gpus in "1", "":
        assert start(tmp_path, gpus, f'test "$CUDA_VISIBLE_DEVICES" = "{gpus}"').wait(60) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_signal_reaches_the_program(tmp_path: Path) -> None:
    command = "trap 'echo stopped > said; exit 138' USR1; echo > ready; while true; do sleep 0.1; done"
    program = start(tmp_path, "0,1", command)
    while not (tmp_path / "ready").exists():
        time.sleep(0.1)
    program.send_signal(signal.SIGUSR1)
    assert program.wait(60) == 138 and wait_for(tmp_path / "said") == "stopped"
