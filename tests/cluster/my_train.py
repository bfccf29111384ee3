"""Stands in for train-ftn-stn: notes how it was called, has its first attempt killed where it runs in Slurm, and is
otherwise the program itself on the processor. Seed 0 is cancelled, seed 1 takes more memory than the first attempt has,
seed 2 runs out of time."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import h5py

MEMORY = 1_600_000_000  # more than the first attempt asks for, less than the second


def steps_done(last: Path) -> int:
    with h5py.File(last) as file:
        return int(file["training"].attrs["step"])


def kill_after_first_epoch(training: int, last: Path, command: list[str]) -> None:
    """Holds the training where it is until Slurm signals its processes, so that it cannot end before."""
    signal.signal(signal.SIGUSR1, lambda number, frame: os.kill(training, signal.SIGCONT))
    while not last.exists():
        time.sleep(0.02)
    os.kill(training, signal.SIGSTOP)
    subprocess.run(command, check=True)
    signal.pause()
    os._exit(0)


def main(arguments: list[str]) -> None:
    seed, run = (arguments[arguments.index(option) + 1] for option in ("--seed", "-o"))
    device = arguments.index("--device")
    last, job = Path(run) / "last.h5", os.environ.get("SLURM_JOB_ID")
    call = {
        "seed": seed,
        "device": arguments[device + 1],
        "visible": os.environ.get("CUDA_VISIBLE_DEVICES"),
        "files": sorted(path.name for path in Path(run).iterdir()),
        "steps": steps_done(last) if last.exists() else 0,
    }
    del arguments[device : device + 2]
    if job:
        with open("calls.txt", "a+") as file:
            file.seek(0)
            is_first = all(json.loads(line)["seed"] != seed for line in file)
            file.write(json.dumps(call) + "\n")
        if seed == "1":
            held = bytearray(MEMORY)
            time.sleep(3600 if is_first else 3)  # Slurm looks once a second
            del held
        elif not last.exists() and os.fork() == 0:
            command = ["scancel", job] if seed == "0" else ["scontrol", "update", f"JobId={job}", "TimeLimit=1"]
            kill_after_first_epoch(os.getppid(), last, command)
    program = Path(os.environ["COOPSEG_BIN"]) / "train-ftn-stn"
    os.execv(program, [str(program), *arguments, "--threads", "1", "-q"])


main(sys.argv[1:])
