"""What an STN can hold at most: label maps coded and decoded by networks of other widths, depths and learning rates.

    .venv/bin/python tests/bench/stn_capacity.py TRAIN.h5 TEST.h5 [--steps N] [--seed N] [--size PIXELS] [--threads N]

Each network of VARIANTS is trained on the labels of TRAIN.h5 (cross entropy, Adam, batches of 8 rotated and scaled
slices, of which 2 have holes and 2 islands), then codes and decodes the labels of TEST.h5. Prints a row for each as
soon as it is measured: Dice (mean over LV, MYO and RV, then cases) of undamaged labels, and of labels with 3 holes and
with 3 islands of radius 5 a slice (refine_damage.py), whose Dice before is printed first.
"""

import argparse
import sys
import time
from pathlib import Path

import h5py
import numpy as np
import torch
from refine_damage import dice, holes, islands
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parents[1] / "oracle"))
from published_network import WIDTHS, Down, Pair, Up  # noqa: E402

# width, times that the size is halved, learning rate; the first is the STN of the budget `reduced`.
VARIANTS = ((8, 4, 1e-3), (8, 4, 3e-4), (8, 4, 3e-3), (4, 4, 1e-3), (16, 4, 1e-3), (8, 3, 1e-3), (8, 2, 1e-3))
BATCH, CLASSES = 8, 4
DISCS, RADIUS = 3, 5


def network(width: int, depth: int) -> nn.Module:
    w = [width * times for times in WIDTHS[: depth + 1]]
    down = [Down(i, o) for i, o in zip(w[:-1], w[1:], strict=True)]
    code = [nn.Conv2d(w[-1], w[-1], 1), nn.BatchNorm2d(w[-1]), nn.ReLU()]
    back = [w[-1], *reversed([width, *w[:-2]]), width][: depth + 1]
    up = [Up(i, o, nearest=True) for i, o in zip(back[:-1], back[1:], strict=True)]
    return nn.Sequential(Pair(CLASSES, width), nn.LeakyReLU(0.2), *down, *code, *up, nn.Conv2d(back[-1], CLASSES, 1))


def crop(label: np.ndarray, size: int) -> np.ndarray:
    """The middle of each slice, padded with background."""
    padded = np.pad(label, ((0, 0), (size, size), (size, size)))
    y, x = ((side - size) // 2 for side in padded.shape[1:])
    return padded[:, y : y + size, x : x + size]


def labels(study: str, size: int) -> list[np.ndarray]:
    with h5py.File(study) as file:
        return [crop(case["label"][()], size).astype(np.int64) for case in file["cases"].values()]


def one_hot(label: torch.Tensor) -> torch.Tensor:
    return functional.one_hot(label, CLASSES).permute(0, 3, 1, 2).float()


def moved(label: torch.Tensor, random: np.random.Generator) -> torch.Tensor:
    """Rotated by up to 15 degrees, 0.91 to 1.25 times as large."""
    angle = np.radians(random.uniform(-15, 15, len(label)))
    zoom = random.uniform(0.8, 1.1, len(label))
    matrix = np.stack([np.stack([np.cos(angle), -np.sin(angle)], 1), np.stack([np.sin(angle), np.cos(angle)], 1)], 1)
    theta = torch.tensor(np.pad(matrix * zoom[:, None, None], ((0, 0), (0, 0), (0, 1)))).float()
    grid = functional.affine_grid(theta, [len(label), 1, *label.shape[1:]], align_corners=False)
    image = label[:, None].float()
    return functional.grid_sample(image, grid, mode="nearest", align_corners=False)[:, 0].long()


def damaged_half(label: torch.Tensor, random: np.random.Generator) -> torch.Tensor:
    planes = label.numpy()
    quarter = len(planes) // 4
    parts = [planes[: 2 * quarter], holes(planes[2 * quarter : 3 * quarter], DISCS, RADIUS, random)]
    return torch.from_numpy(np.concatenate([*parts, islands(planes[3 * quarter :], DISCS, RADIUS, random)]))


def train(variant: tuple[int, int, float], slices: torch.Tensor, steps: int, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    width, depth, rate = variant
    model = network(width, depth)
    adam = torch.optim.Adam(model.parameters(), lr=rate)
    for _ in range(steps):
        label = moved(slices[random.choice(len(slices), BATCH, replace=False)], random)
        adam.zero_grad()
        functional.cross_entropy(model(one_hot(damaged_half(label, random))), label).backward()
        adam.step()
    return model.eval()


@torch.no_grad()
def held(model: nn.Module, label: np.ndarray) -> np.ndarray:
    return model(one_hot(torch.from_numpy(label))).argmax(1).numpy()


def mean_dice(truth: list[np.ndarray], found: list[np.ndarray]) -> float:
    return float(np.mean([dice(*pair) for pair in zip(truth, found, strict=True)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train")
    parser.add_argument("test")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    slices = torch.from_numpy(np.concatenate(labels(given.train, given.size)))
    slices = slices[slices.flatten(1).any(1)]
    cases = labels(given.test, given.size)
    random = np.random.default_rng(given.seed)
    inputs = [cases] + [[damage(case, DISCS, RADIUS, random) for case in cases] for damage in (holes, islands)]
    print("| width | code | learning rate | parameters | undamaged | 3 holes | 3 islands | seconds |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    print("| before | | | | " + " | ".join(f"{mean_dice(cases, found):.3f}" for found in inputs) + " | |", flush=True)
    for variant in VARIANTS:
        start = time.process_time()
        model = train(variant, slices, given.steps, given.seed)
        seconds = time.process_time() - start
        scores = [mean_dice(cases, [held(model, case) for case in found]) for found in inputs]
        width, depth, rate = variant
        count = sum(p.numel() for p in model.parameters())
        columns = " | ".join(f"{score:.3f}" for score in scores)
        print(f"| {width} | 1/{2**depth} | {rate:g} | {count} | {columns} | {seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main()
