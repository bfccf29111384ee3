"""Measures how fast this machine multiplies FP32 matrices, and writes it into FILE (JSON)."""

import argparse
import json
import platform
import time
from pathlib import Path

from coopseg.whole_file import write_whole

SIDE = 1536
SECONDS = 1.0


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="where the speed goes")
    parser.add_argument("threads", type=int, metavar="THREADS", help="how many multiply")
    given = parser.parse_args()
    found = {"gflops": round(measure(given.threads), 1), "threads": given.threads, "processor": processor()}
    write_whole(given.file, json.dumps(found) + "\n")
