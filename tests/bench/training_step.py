"""Seconds of a training step beside plain PyTorch and the machine's matrix-multiply peak, measured in the same run.

    .venv/bin/python tests/bench/training_step.py [--threads 2] [--repeats 3] [--quick] [--json FILE]

Build `training_step` first (build/release/bench/training_step). A step is standard pass, generation of hard examples,
hard pass, backward and Adam, for batch 20 at 192 x 192 and width 16 unless said otherwise; every number is the least of
the repeats, taken in turns. Prints tables, writes JSON; it never passes or fails.
"""

import argparse
import json
import platform
import resource
import subprocess
import time
from pathlib import Path

import torch
from plain_pytorch import Networks, train_step

PROGRAM = Path(__file__).parents[2] / "build/release/bench/training_step"
PUBLISHED = (20, 192, 16)
TERAFLOP = 0.96  # of a published step, nearest-neighbour upsampling and repeated passes included
GROWTH = [(10, 192, 16), (20, 96, 16), (20, 192, 8), (8, 128, 8)]  # batch, side, width
PHASES = ["standard forward", "generation", "standard backward", "hard forward", "hard backward", "Adam"]


def least(work, repeats: int) -> float:
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def peak_gflops(dtype: torch.dtype) -> float:
    """Of a square matrix product; small ones where the processor has no instructions for the type."""
    best = 0.0
    for side in (256, 512, 1024, 2048):
        a, b = (torch.randn(side, side).to(dtype) for _ in range(2))
        a @ b
        seconds = least(lambda a=a, b=b: a @ b, 3)
        best = max(best, 2e-9 * side**3 / seconds)
        if seconds > 0.5:
            break
    return best


def ours(shape: tuple[int, int, int], threads: int, repeats: int, precision: str = "fp32") -> dict[str, float]:
    command = [PROGRAM, *map(str, shape), str(threads), str(repeats), precision]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


class Plain:
    """The same step in plain PyTorch."""

    def __init__(self, shape: tuple[int, int, int]) -> None:
        batch, side, width = shape
        self.nets = Networks(width).train()
        self.adam = torch.optim.Adam(self.nets.parameters(), 1e-4)
        clean = torch.rand(batch, 1, side, side)
        noisy = (clean + 0.05 * torch.randn_like(clean)).clamp(0, 1)
        self.batch = (clean, noisy, torch.randint(0, 4, (batch, side, side)))

    def seconds(self, with_hard: bool, repeats: int) -> float:
        return least(lambda: train_step(self.nets, self.adam, self.batch, with_hard), repeats)


def cpu() -> tuple[str, list[str]]:
    text = Path("/proc/cpuinfo").read_text() if platform.system() == "Linux" else ""
    found = {line.split(":")[0].strip(): line.split(":")[1].strip() for line in text.splitlines() if ":" in line}
    known = ("avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16", "amx_tile")
    return found.get("model name", "unknown"), [flag for flag in known if flag in found.get("flags", "").split()]


def measure(threads: int, repeats: int, shapes: list[tuple[int, int, int]]) -> dict:
    torch.set_num_threads(threads)
    name, flags = cpu()
    result = {"cpu": name, "flags": flags, "threads": threads, "torch": torch.__version__, "steps": []}
    result["fp32_gflops"], result["bf16_gflops"] = peak_gflops(torch.float32), peak_gflops(torch.bfloat16)
    for shape in shapes:
        plain = Plain(shape)
        plain.seconds(True, 1)  # the first step is slower
        found: dict[str, float] = {}
        plain_seconds = float("inf")
        for _ in range(repeats):
            for key, value in ours(shape, threads, 1).items():
                found[key] = min(found.get(key, value), value)
            plain_seconds = min(plain_seconds, plain.seconds(True, 1))
        result["steps"].append({"shape": shape, "plain": plain_seconds, **found})
    result["plain_peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return result


def show(result: dict) -> None:
    print(f"{result['cpu']} ({', '.join(result['flags'])}), {result['threads']} threads, torch {result['torch']}")
    print(f"peak: {result['fp32_gflops']:.0f} GFLOP/s FP32, {result['bf16_gflops']:.0f} GFLOP/s BF16\n")
    print("| batch | side | width | step, s | plain PyTorch, s | ratio | of FP32 peak | peak memory, MB |")
    print("|---|---|---|---|---|---|---|---|")
    for step in result["steps"]:
        batch, side, width = step["shape"]
        work = TERAFLOP * batch / 20 * (side / 192) ** 2 * (width / 16) ** 2
        share = 1000 * work / step["step"] / result["fp32_gflops"]
        print(
            f"| {batch} | {side} | {width} | {step['step']:.3f} | {step['plain']:.3f} "
            f"| {step['step'] / step['plain']:.2f} | {100 * share:.0f} % | {step['peak_mb']:.0f} |"
        )
    print("\n| phase of the first | seconds |\n|---|---|")
    for phase in PHASES:
        print(f"| {phase} | {result['steps'][0][phase]:.3f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="the published shape only")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    result = measure(arguments.threads, arguments.repeats, [PUBLISHED, *([] if arguments.quick else GROWTH)])
    show(result)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
