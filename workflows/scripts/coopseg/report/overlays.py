"""Overlays: a slice of the best, the median and the worst case of test sets, with the contours of truth and methods."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
from contourpy import LineType, contour_generator
from PIL import Image

from coopseg.report.inputs import ReportError, Results
from coopseg.report.looks import STAGES

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
    rank: str  # best, median or worst; several where the test set has fewer cases
    case: str
    slice_number: int
    size: int  # side of the crop in pixels of the image
    png: str
    tiles: list[Tile]


@dataclass
class TestSetOverlays:
    name: str
    title: str
    overlays: list[Overlay]


def read_case(path: Path, case: str, *names: str) -> list[np.ndarray]:
    try:
        with h5py.File(path) as study:
            return [study[f"cases/{case}/{name}"][()] for name in names]
    except (OSError, KeyError) as error:
        raise ReportError(f"{path}: {case}: cannot be read, expected {', '.join(names)} ({error})") from error


def case_dice(results: Results) -> pd.Series:
    """Mean Dice over the structures by test set, method, stage and case, of the first split and seed."""
    s = results.scores
    chosen = s[(s.split == results.splits[0]) & (s.seed == results.seeds[0])]
    return chosen.groupby(["test_set", "method", "stage", "case"])["dice"].mean().dropna()


def ranked_cases(dice: dict[str, float]) -> dict[str, str]:
    """The rank of each case to show: best, median (the lower of two) and worst."""
    order = sorted(dice, key=lambda case: (dice[case], case))
    ranks: dict[str, list[str]] = {}
    for rank, index in (("best", -1), ("median", (len(order) - 1) // 2), ("worst", 0)):
        ranks.setdefault(order[index], []).append(rank)
    return {case: " and ".join(names) for case, names in ranks.items()}


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


def tile(
    results: Results, test_set: str, key: tuple[str, str], case: str, dice: pd.Series, z: int, square: tuple
) -> Tile:
    method, stage = key
    path = results.segmentation(method, test_set, stage)
    (prediction,) = read_case(path, case, "prediction")
    paths = contours(prediction[z][square])
    details = [STAGES[stage].title, f"Dice {dice.get((test_set, method, stage, case), np.nan):.2f}"] + (
        [] if any(paths.values()) else ["nothing here"]
    )
    return Tile(method, details, paths, f"{method}, {', '.join(details)}")


def featured(results: Results) -> tuple[str, str]:
    """Whose best, median and worst cases are shown: coop-latent with its STN, else the last in the tables."""
    wanted = ("coop-latent", "stn")
    return wanted if wanted in results.stages else results.stages[-1]


def overlay(results: Results, test_set: str, case: str, rank: str, dice: pd.Series) -> Overlay:
    method, stage = featured(results)
    image, label = read_case(results.segmentation(method, test_set, stage), case, "image", "label")
    z = middle_slice(label)
    square = heart_square(label[z])
    tiles = [Tile("image", [f"slice {z + 1} of {len(label)}"], {}, "the image alone")]
    tiles.append(Tile("truth", ["LV, MYO, RV"], contours(label[z][square]), "the true contours"))
    tiles += [tile(results, test_set, key, case, dice, z, square) for key in results.stages]
    size = square[0].stop - square[0].start
    return Overlay(f"{test_set}-{case}", rank, case, z + 1, size, grey_png(image[z][square]), tiles)


def shown_test_sets(results: Results) -> list[dict]:
    """Of an artifact the largest severity, of a recipe's artifact the first copy, and all others."""
    chosen: dict[tuple, dict] = {}
    for test_set in results.test_sets:
        kind = test_set["kind"]
        several = kind in ("artifact", "recipe")
        key = (kind, test_set["recipe"], test_set["artifact"] if several else test_set["name"])
        before = chosen.setdefault(key, test_set)
        if kind == "artifact" and test_set["severity"] > before["severity"]:
            chosen[key] = test_set
    return list(chosen.values())


def overlays(results: Results) -> list[TestSetOverlays]:
    dice, found = case_dice(results), []
    known = dice.index.droplevel("case").unique()
    for test_set in shown_test_sets(results):
        name = test_set["name"]
        key = (name, *featured(results))
        if key in known:
            ranks = ranked_cases(dice.loc[key].to_dict())
            pictures = [overlay(results, name, case, rank, dice) for case, rank in ranks.items()]
            found.append(TestSetOverlays(name, test_set["title"], pictures))
    return found
