"""Time of augmenting training slices, beside the same augmentation written plainly in SciPy and in PyTorch.

    cmake --build build/release --target augmentation
    .venv/bin/python tests/bench/augmentation.py [--json FILE]

One core, slices of 256 x 216 pixels. "Everything": flips, rotation, shift, zoom, deformation, brightness and contrast,
parameters and noise drawn anew for each slice; all three compose one sampling grid and interpolate once. "As drawn":
deformation and intensities in half of the slices each, as training has it. "Batch": a whole batch of 20, ten augmented
slices and ten as stored, with noise, ready for the networks. From the same parameters and noise the three give the same
slice, which the largest difference shows. Every number is the least of the repeats, taken in turns. Prints a table,
writes JSON; it never passes or fails.
"""

import argparse
import json
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from scipy.ndimage import gaussian_filter, map_coordinates

ROOT = Path(__file__).parents[2]
HEIGHT, WIDTH = 256, 216


@dataclass
class Draw:
    flip_x: bool
    flip_y: bool
    rotation: float
    shift_x: float
    shift_y: float
    zoom_x: float
    zoom_y: float
    alpha: float
    sigma: float
    contrast: float
    brightness: float
    noise: np.ndarray  # [x or y, y, x] of the padded field


def margin(side: int) -> int:
    return round(side / 12)


def draw(random: np.random.Generator, side: int) -> Draw:
    padded = side + 2 * margin(side)
    height = 0.75 * padded
    return Draw(
        flip_x=random.random() < 0.2,
        flip_y=random.random() < 0.2,
        rotation=np.radians(random.uniform(-15, 15) + 45 * random.integers(8)),
        shift_x=random.uniform(-0.1, 0.1),
        shift_y=random.uniform(-0.1, 0.1),
        zoom_x=random.uniform(0.8, 1.1),
        zoom_y=random.uniform(0.8, 1.1),
        alpha=random.uniform(1.5, 2) * height,
        sigma=random.uniform(0.1, 0.2) * height,
        contrast=random.uniform(0.8, 1.2),
        brightness=random.uniform(-0.1, 0.1),
        noise=random.uniform(-1, 1, (2, padded, padded)).astype(np.float32),
    )


def source_map(drawn: Draw, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Matrix and offset from (x, y) of the view to (x, y) of the slice."""
    cosine, sine = np.cos(drawn.rotation), np.sin(drawn.rotation)
    matrix = np.diag(np.where([drawn.flip_x, drawn.flip_y], -1.0, 1.0)) @ [[cosine, sine], [-sine, cosine]]
    matrix = matrix @ np.diag([drawn.zoom_x, drawn.zoom_y])
    origin = (side - 1) / 2 + side * np.array([drawn.shift_x, drawn.shift_y])
    return matrix, np.array([(WIDTH - 1) / 2, (HEIGHT - 1) / 2]) - matrix @ origin


def with_scipy(drawn: Draw, image: np.ndarray, label: np.ndarray, side: int) -> tuple[np.ndarray, np.ndarray]:
    matrix, offset = source_map(drawn, side)
    inner = slice(margin(side), margin(side) + side)
    moved = [drawn.alpha * gaussian_filter(noise, drawn.sigma, mode="constant")[inner, inner] for noise in drawn.noise]
    y, x = np.meshgrid(np.arange(side), np.arange(side), indexing="ij")
    places = np.tensordot(matrix, np.stack([x + moved[0], y + moved[1]]), 1) + offset[:, None, None]
    for axis, length in enumerate((WIDTH, HEIGHT)):
        if length >= side + 2 * margin(side):
            places[axis] = places[axis].clip(0, length - 1)
    view = map_coordinates(image, places[::-1], order=1, mode="grid-constant")
    low, high = view.min(), view.max()
    view = view.mean() + drawn.contrast * (view - view.mean()) + drawn.brightness * (high - low)
    view = np.clip(view, low, high)
    view = (view - view.min()) / (view.max() - view.min())
    return view, map_coordinates(label, places[::-1], order=0, mode="grid-constant")


def smooth(noise: torch.Tensor, sigma: float) -> torch.Tensor:
    radius = int(4 * sigma + 0.5)
    kernel = torch.exp(-0.5 * (torch.arange(-radius, radius + 1) / sigma) ** 2)
    kernel = (kernel / kernel.sum()).view(1, 1, -1, 1)
    noise = torch.nn.functional.conv2d(noise.unsqueeze(1), kernel, padding=(radius, 0))
    return torch.nn.functional.conv2d(noise, kernel.transpose(2, 3), padding=(0, radius)).squeeze(1)


def with_torch(drawn: Draw, image: torch.Tensor, label: torch.Tensor, side: int) -> tuple[torch.Tensor, torch.Tensor]:
    matrix, offset = (torch.tensor(part, dtype=torch.float32) for part in source_map(drawn, side))
    inner = slice(margin(side), margin(side) + side)
    moved = drawn.alpha * smooth(torch.from_numpy(drawn.noise), drawn.sigma)[:, inner, inner]
    y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    places = torch.stack([x + moved[0], y + moved[1]], -1) @ matrix.T + offset
    for axis, length in enumerate((WIDTH, HEIGHT)):
        if length >= side + 2 * margin(side):
            places[..., axis].clamp_(0, length - 1)
    grid = ((places + 0.5) * (2 / torch.tensor([WIDTH, HEIGHT])) - 1).unsqueeze(0)
    sample = torch.nn.functional.grid_sample
    view = sample(image.view(1, 1, HEIGHT, WIDTH), grid, align_corners=False).view(side, side)
    low, high = view.min(), view.max()
    view = view.mean() + drawn.contrast * (view - view.mean()) + drawn.brightness * (high - low)
    view = view.clamp(low, high)
    view = (view - view.min()) / (view.max() - view.min())
    nearest = sample(label.float().view(1, 1, HEIGHT, WIDTH), grid, mode="nearest", align_corners=False)
    return view, nearest.view(side, side).long()


def milliseconds(augment, image, label, side: int) -> float:
    random = np.random.default_rng(0)
    count = 10
    start = time.perf_counter()
    for _ in range(count):
        augment(draw(random, side), image, label, side)
    return 1000 * (time.perf_counter() - start) / count


def differences(view: np.ndarray, label: np.ndarray, folder: Path) -> tuple[float, float]:
    """Largest difference of the images, part of the labels that differ."""
    expected = np.fromfile(folder / "augmented_image", np.float32).reshape(view.shape)
    expected_label = np.fromfile(folder / "augmented_label", np.int64).reshape(label.shape)
    return float(np.abs(view - expected).max()), float((label != expected_label).mean())


def measure(program: Path, side: int, repeats: int) -> dict:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs, scipy_ms, torch_ms = [], [], []
        for _ in range(repeats):
            runs.append(json.loads(subprocess.check_output([program, str(side), "5", name])))
            image = np.fromfile(folder / "image", np.float32).reshape(HEIGHT, WIDTH)
            label = np.fromfile(folder / "label", np.int64).reshape(HEIGHT, WIDTH)
            tensors = torch.from_numpy(image), torch.from_numpy(label)
            scipy_ms.append(milliseconds(with_scipy, image, label, side))
            torch_ms.append(milliseconds(with_torch, *tensors, side))
        padded = side + 2 * margin(side)
        noise = [np.fromfile(folder / f"noise_{axis}", np.float32).reshape(padded, padded) for axis in "xy"]
        drawn = Draw(**runs[0]["example"], noise=np.stack(noise))
        scipy_difference = differences(*with_scipy(drawn, image, label, side), folder)
        torch_difference = differences(*(part.numpy() for part in with_torch(drawn, *tensors, side)), folder)
    everything, as_drawn, batch = (
        min(run[key] for run in runs) for key in ("everything_ms", "as_drawn_ms", "batch_ms")
    )
    return {
        "side": side,
        "everything_ms": everything,
        "scipy_ms": min(scipy_ms),
        "torch_ms": min(torch_ms),
        "faster_than_scipy": min(scipy_ms) / everything,
        "faster_than_torch": min(torch_ms) / everything,
        "as_drawn_ms": as_drawn,
        "as_drawn_images_per_s": 1000 / as_drawn,
        "batch_ms": batch,
        "batch_images_per_s": 1000 * runs[0]["batch_images"] / batch,
        "image_and_label_difference_scipy": scipy_difference,
        "image_and_label_difference_torch": torch_difference,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=ROOT / "build/release/bench/augmentation")
    parser.add_argument("--sides", type=int, nargs="+", default=[96, 128, 192], help="fields, pixels")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=Path, help="where the numbers go")
    options = parser.parse_args()
    torch.set_num_threads(1)
    result = [measure(options.program, side, options.repeats) for side in options.sides]
    print("one core      everything: ms a slice                       as drawn         batch of 20")
    print("side           ours          SciPy          PyTorch    images/s         ms     images/s")
    for row in result:
        print(
            f"{row['side']:4} {row['everything_ms']:14.2f} {row['scipy_ms']:8.2f} {row['faster_than_scipy']:5.1f}x"
            f" {row['torch_ms']:8.2f} {row['faster_than_torch']:5.1f}x {row['as_drawn_images_per_s']:11.0f}"
            f" {row['batch_ms']:10.1f} {row['batch_images_per_s']:12.0f}"
        )
    for row in result:
        image, label = row["image_and_label_difference_scipy"]
        print(f"side {row['side']}: SciPy's image differs by {image:.1e} at most, {100 * label:.2f} % of its labels")
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
