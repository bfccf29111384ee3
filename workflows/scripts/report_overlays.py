"""Overlays: one slice of one case per test set, with the contours of the truth and of each method."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from contourpy import LineType, contour_generator
from PIL import Image
from report_inputs import STAGES, ReportError, Results

PIXELS = 208  # of a tile's side in the PNG
SMALLEST = 40  # pixels of the image that a tile shows at least


@dataclass
class Tile:
    title: str
    details: list[str]
    paths: dict[str, str]  # SVG path data by structure
    description: str


@dataclass
class Overlay:
    name: str
    title: str
    case: str
    slice_number: int
    size: int  # side of the crop in pixels of the image
    png: str
    tiles: list[Tile]


def read_case(path: Path, case: str, *names: str) -> list[np.ndarray]:
    try:
        with h5py.File(path) as study:
            return [study[f"cases/{case}/{name}"][()] for name in names]
    except (OSError, KeyError) as error:
        raise ReportError(f"{path}: {case}: cannot be read, expected {', '.join(names)} ({error})") from error


def case_dice(results: Results, test_set: str, method: str, stage: str) -> dict[str, float]:
    """Mean Dice over the structures by case, of the first seed."""
    s = results.scores
    chosen = s[(s.test_set == test_set) & (s.method == method) & (s.stage == stage) & (s.seed == results.seeds[0])]
    return chosen.groupby("case")["dice"].mean().dropna().to_dict()


def median_case(dice: dict[str, float]) -> str:
    """The case in the middle, the lower of two."""
    return sorted(dice, key=lambda case: (dice[case], case))[(len(dice) - 1) // 2]


def middle_slice(label: np.ndarray) -> int:
    """The middle one of the slices with the most structures."""
    counts = np.array([len(np.unique(plane[plane > 0])) for plane in label])
    candidates = np.flatnonzero(counts == counts.max())
    return int(candidates[len(candidates) // 2])


def heart_square(plane: np.ndarray) -> tuple[slice, slice]:
    """A square around the labels with a margin of 40 %, inside the image."""
    rows, columns = np.nonzero(plane) if plane.any() else np.indices(plane.shape).reshape(2, -1)
    extent = max(np.ptp(rows), np.ptp(columns)) + 1
    side = min(max(round(1.8 * extent), SMALLEST), *plane.shape)
    starts = [
        int(np.clip((positions.min() + positions.max() + 1 - side) // 2, 0, limit - side))
        for positions, limit in zip((rows, columns), plane.shape, strict=True)
    ]
    return slice(starts[0], starts[0] + side), slice(starts[1], starts[1] + side)


def grey_png(image: np.ndarray) -> str:
    low, high = np.percentile(image, [0.5, 99.5])
    grey = np.clip((image - low) / max(high - low, 1e-6), 0, 1) * 255
    picture = Image.fromarray(grey.astype(np.uint8)).resize((PIXELS, PIXELS), Image.Resampling.BICUBIC)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


def contours(plane: np.ndarray) -> dict[str, str]:
    """SVG path data around each structure, in pixels of `plane`; LV last, above the inner border of MYO."""
    paths = {}
    for name, number in {"MYO": 2, "RV": 3, "LV": 1}.items():
        padded = np.pad((plane == number).astype(float), 1)
        lines = contour_generator(z=padded, line_type=LineType.Separate).lines(0.5)
        paths[name] = "".join("M" + " ".join(f"{x - 0.5:.1f},{y - 0.5:.1f}" for x, y in line) + "Z" for line in lines)
    return paths


def tile(results: Results, test_set: str, key: tuple[str, str], case: str, z: int, square: tuple) -> Tile:
    method, stage = key
    path = results.segmentation(method, results.seeds[0], test_set, stage)
    (prediction,) = read_case(path, case, "prediction")
    dice = case_dice(results, test_set, method, stage).get(case, float("nan"))
    paths = contours(prediction[z][square])
    details = [STAGES[stage], f"Dice {dice:.2f}"] + ([] if any(paths.values()) else ["nothing here"])
    return Tile(method, details, paths, f"{method}, {', '.join(details)}")


def featured(results: Results) -> tuple[str, str]:
    """Whose median case is shown: coop-latent with its STN, else the last in the tables."""
    wanted = ("coop-latent", "stn")
    return wanted if wanted in results.stages else results.stages[-1]


def overlay(results: Results, test_set: dict) -> Overlay | None:
    name, (method, stage) = test_set["name"], featured(results)
    dice = case_dice(results, name, method, stage)
    if not dice:
        return None
    case = median_case(dice)
    path = results.segmentation(method, results.seeds[0], name, stage)
    image, label = read_case(path, case, "image", "label")
    z = middle_slice(label)
    square = heart_square(label[z])
    tiles = [Tile("image", [f"slice {z + 1} of {len(label)}"], {}, "the image alone")]
    tiles.append(Tile("truth", ["LV, MYO, RV"], contours(label[z][square]), "the true contours"))
    tiles += [tile(results, name, key, case, z, square) for key in results.stages]
    size = square[0].stop - square[0].start
    return Overlay(name, test_set["title"], case, z + 1, size, grey_png(image[z][square]), tiles)


def overlays(results: Results) -> list[Overlay]:
    return [found for test_set in results.test_sets if (found := overlay(results, test_set))]
