"""machine.py FILE THREADS: measures how fast this machine multiplies FP32 matrices, and writes it into FILE (JSON)."""

import json
import platform
import sys
import time
from pathlib import Path

from whole_file import write_whole

SIDE = 1536
SECONDS = 2.0


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def measure(threads: int) -> float:
    """GFLOP/s of the fastest of the multiplications that fit into SECONDS."""
    import torch

    torch.set_num_threads(threads)
    a, b = torch.rand(SIDE, SIDE), torch.rand(SIDE, SIDE)
    fastest = float("inf")
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        start = time.perf_counter()
        a @ b
        fastest = min(fastest, time.perf_counter() - start)
    return 2 * SIDE**3 / fastest / 1e9


if __name__ == "__main__":
    threads = int(sys.argv[2])
    found = {"gflops": round(measure(threads), 1), "threads": threads, "processor": processor()}
    write_whole(Path(sys.argv[1]), json.dumps(found) + "\n")
