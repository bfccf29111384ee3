"""Seconds of the plainly written step of tests/bench/plain_pytorch.py on a device, by precision, as a line of JSON.

    plain_speed.py BATCH SIDE WIDTH DEVICE [--repeats N] [--compile]

Eager, or with torch.compile on each of its networks. The host waits for the device once, after all repeats.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
from plain_pytorch import Networks, train_step

# The networks share the code of nn.Sequential, and each is compiled for passes with and without gradients, frozen and
# on hold: beyond the default limit of 8 they would run eager, untold.
torch._dynamo.config.recompile_limit = torch._dynamo.config.accumulated_recompile_limit = 64
torch._dynamo.config.fail_on_recompile_limit_hit = True


def wait(device: str) -> None:
    if device == "cuda":
        torch.cuda.synchronize()


def seconds(shape: tuple[int, int, int], device: str, precision: str, repeats: int, compiled: bool) -> dict[str, float]:
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.benchmark = True
    batch, side, width = shape
    nets = Networks(width).train().to(device)
    adam = torch.optim.Adam(nets.parameters(), 1e-4)
    clean = torch.rand(batch, 1, side, side, device=device)
    inputs = (clean, clean, torch.randint(0, 4, (batch, side, side), device=device))
    if compiled:
        for name, module in list(nets.named_children()):
            setattr(nets, name, torch.compile(module, dynamic=False))
    with torch.autocast(device, torch.bfloat16, enabled=precision == "bf16"):
        start = time.perf_counter()
        for _ in range(3):
            train_step(nets, adam, inputs, True)
        wait(device)
        begun = time.perf_counter()
        for _ in range(repeats):
            train_step(nets, adam, inputs, True)
        wait(device)
    return {"step": (time.perf_counter() - begun) / repeats, "three first": begun - start}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shape", nargs=3, type=int, metavar=("BATCH", "SIDE", "WIDTH"))
    parser.add_argument("device", choices=("cpu", "cuda"))
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--compile", action="store_true")
    arguments = parser.parse_args()
    result: dict[str, float] = {}
    for precision in ("tf32", "bf16", "fp32") if arguments.device == "cuda" else ("fp32",):
        found = seconds(tuple(arguments.shape), arguments.device, precision, arguments.repeats, arguments.compile)
        result |= {f"{precision} {name}": value for name, value in found.items()}
        result[f"{precision} images/s"] = arguments.shape[0] / found["step"]
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
