"""Milliseconds of an upsampling and a 3x3 convolution, forward and backward, two ways, as a line of JSON.

    upsampling_speed.py WIDTH DEVICE

`apart` upsamples first; `joined` is the one transposed convolution of 4 x 4 that equals both (lib/nn/upsampled_conv).
The four sizes are those of a decoder of the published networks, batch 20.
"""

import json
import sys
import time

import torch
from torch.nn import functional


def apart(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return functional.conv2d(functional.interpolate(x, scale_factor=2, mode="nearest"), weight, padding=1)


def joined(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    kernel = functional.avg_pool2d(weight.flip((2, 3)), 2, 1, 1, divisor_override=1).transpose(0, 1)
    return functional.conv_transpose2d(x, kernel, stride=2, padding=1)


def milliseconds(work, x: torch.Tensor, weight: torch.Tensor, repeats: int) -> float:
    def once() -> None:
        y = work(x, weight)
        torch.autograd.grad(y, (x, weight), y.detach())

    for _ in range(3):
        once()
    if x.is_cuda:
        torch.cuda.synchronize()
    start = time.perf_counter()
    for _ in range(repeats):
        once()
    if x.is_cuda:
        torch.cuda.synchronize()
    return 1e3 * (time.perf_counter() - start) / repeats


def main() -> None:
    width, device = int(sys.argv[1]), sys.argv[2]
    torch.backends.cudnn.benchmark = True
    result: dict[str, float] = {}
    for precision in ("fp32", "tf32", "bf16") if device == "cuda" else ("fp32",):
        torch.backends.cudnn.allow_tf32 = precision == "tf32"
        kind = torch.bfloat16 if precision == "bf16" else torch.float32
        for side, factor in ((12, 8), (24, 4), (48, 2), (96, 1)):
            inputs = width * factor
            outputs = max(width, inputs // 2)
            layout = {"device": device, "dtype": kind}
            x = torch.randn(20, inputs, side, side, **layout).to(memory_format=torch.channels_last).requires_grad_()
            weight = torch.randn(outputs, inputs, 3, 3, **layout).to(memory_format=torch.channels_last).requires_grad_()
            for work in (apart, joined):
                name = f"{precision} {side}x{side} {inputs} to {outputs} {work.__name__}"
                result[name] = milliseconds(work, x, weight, 20 if device == "cuda" else 1)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
