"""CPU time per pair of 3 labels of `evaluate` (all its columns, reading of the files included) against MedPy, MONAI,
surface-distance and SimpleITK (Dice, HD, HD95, mean distance and NSD as far as each has them, arrays in memory).

    .venv/bin/python tests/bench/metrics.py [--labels FOLDER] [--json FILE]

References are the label files *_gt.nii.gz below FOLDER with one frame (default: hearts made in code), predictions their
warped copies. Prints a table, writes JSON; it never passes or fails.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import nibabel
import numpy as np
import SimpleITK
import surface_distance
import torch
from medpy.metric import binary
from monai.metrics import HausdorffDistanceMetric, SurfaceDiceMetric, SurfaceDistanceMetric
from scipy import ndimage

ROOT = Path(__file__).parents[2]
NSD_MM = (1.0, 2.0, 3.0)


def made_hearts(count):
    y, x = np.mgrid[:216, :256]
    for i in range(count):
        label = np.zeros((10, 216, 256), np.uint8)
        for z in range(1, 9):
            radius = np.hypot(x - 128 - i, y - 108) / (1 - 0.05 * z)
            crescent = (np.hypot(x - 105 - i, y - 108) / (1 - 0.05 * z) < 26) & (x < 125)
            label[z] = np.select([radius < 17, radius < 24, crescent], [1, 2, 3], 0)
        yield label, (10.0, 1.5625, 1.5625)


def read_labels(folder):
    for path in sorted(folder.rglob("*_gt.nii.gz")):
        image = nibabel.load(path)
        if image.ndim == 3:
            zooms = tuple(float(zoom) for zoom in image.header.get_zooms()[::-1])
            yield np.asarray(image.dataobj).T.astype(np.uint8), zooms


def warped(label, seed):
    """Each slice with its own smooth displacement of about two pixels."""
    random = np.random.default_rng(seed)
    grid = np.mgrid[tuple(slice(size) for size in label.shape[1:])].astype(float)
    result = []
    for plane in label:
        noise = ndimage.gaussian_filter(random.normal(size=grid.shape), (0, 12, 12))
        result.append(ndimage.map_coordinates(plane, grid + 2 * noise / noise.std(), order=0))
    return np.stack(result)


def medpy_metrics(a, b, zyx):
    binary.dc(b, a)
    binary.hd(b, a, zyx)
    binary.hd95(b, a, zyx)
    binary.assd(b, a, zyx)


def monai_metrics(a, b, zyx):
    pair = [torch.from_numpy(side[None, None].astype(np.float32)) for side in (b, a)]
    HausdorffDistanceMetric(include_background=True)(*pair, spacing=zyx)
    HausdorffDistanceMetric(include_background=True, percentile=95)(*pair, spacing=zyx)
    SurfaceDistanceMetric(include_background=True, symmetric=True)(*pair, spacing=zyx)
    for tolerance in NSD_MM:
        SurfaceDiceMetric([tolerance], include_background=True)(*pair, spacing=zyx)


def surface_distance_metrics(a, b, zyx):
    surface_distance.compute_dice_coefficient(a, b)
    found = surface_distance.compute_surface_distances(a, b, zyx)
    surface_distance.compute_robust_hausdorff(found, 100)
    surface_distance.compute_robust_hausdorff(found, 95)
    surface_distance.compute_average_surface_distance(found)
    for tolerance in NSD_MM:
        surface_distance.compute_surface_dice_at_tolerance(found, tolerance)


def simpleitk_metrics(a, b, zyx):
    images = []
    for side in (a, b):
        image = SimpleITK.GetImageFromArray(side.astype(np.uint8))
        image.SetSpacing(zyx[::-1])
        images.append(image)
    overlap = SimpleITK.LabelOverlapMeasuresImageFilter()
    overlap.Execute(*images)
    distances = []
    for first, second in (images, images[::-1]):
        contour = SimpleITK.GetArrayFromImage(SimpleITK.LabelContour(first))
        map_ = SimpleITK.SignedMaurerDistanceMap(second, squaredDistance=False, useImageSpacing=True)
        distances.append(np.abs(SimpleITK.GetArrayFromImage(map_))[contour > 0])
    pooled = np.concatenate(distances)
    pooled.max(), np.percentile(pooled, 95), pooled.mean(), [(pooled <= tolerance).mean() for tolerance in NSD_MM]


PEERS = {
    "surface-distance": surface_distance_metrics,
    "SimpleITK": simpleitk_metrics,
    "MONAI": monai_metrics,
    "MedPy": medpy_metrics,
}


def time_peer(peer, pairs):
    start = time.process_time()
    for reference, prediction, zyx in pairs:
        for label in (1, 2, 3):
            peer(reference == label, prediction == label, zyx)
    return (time.process_time() - start) / len(pairs)


def write_pairs(pairs, folder):
    for i, (reference, prediction, zyx) in enumerate(pairs):
        for name, label in (("reference", reference), ("prediction", prediction)):
            (folder / name).mkdir(exist_ok=True)
            nibabel.save(nibabel.Nifti1Image(label.T, np.diag([*zyx[::-1], 1])), folder / name / f"{i}.nii.gz")


def time_evaluate(folder, pairs, threads):
    """CPU and wall seconds per pair."""
    program = Path(os.environ.get("COOPSEG_BIN", ROOT / "build/release/bin")) / "evaluate"
    command = [program, "--reference", folder / "reference", "--prediction", folder / "prediction"]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*command, "-o", "-", "-q", "--threads", str(threads)], check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / pairs, wall / pairs


def measure(pairs, repeats):
    with tempfile.TemporaryDirectory() as folder:
        write_pairs(pairs, Path(folder))
        ours, peers = [], {name: [] for name in PEERS}
        for _ in range(repeats):  # in turns, so that a busy moment hits all
            ours.append([time_evaluate(Path(folder), len(pairs), threads) for threads in (1, 2)])
            for name, peer in PEERS.items():
                peers[name].append(time_peer(peer, pairs))
    cpu = min(run[0][0] for run in ours)
    result = {"pairs": len(pairs), "evaluate_cpu_s": cpu, "peers_cpu_s": {}, "ratio_to_peer": {}}
    for name, times in peers.items():
        result["peers_cpu_s"][name] = min(times)
        result["ratio_to_peer"][name] = cpu / min(times)
    walls = [min(run[i][1] for run in ours) for i in range(2)]
    return result | {"evaluate_wall_s_threads_1": walls[0], "evaluate_wall_s_threads_2": walls[1]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, help="folder with *_gt.nii.gz")
    parser.add_argument("--pairs", type=int, default=20, help="how many at most (default 20)")
    parser.add_argument("--repeats", type=int, default=3, help="the least time of so many is taken (default 3)")
    parser.add_argument("--json", type=Path, help="where the numbers go")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    SimpleITK.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    labels = read_labels(options.labels) if options.labels else made_hearts(options.pairs)
    pairs = [(label, warped(label, i), zyx) for i, (label, zyx) in zip(range(options.pairs), labels, strict=False)]
    result = measure(pairs, options.repeats)
    print(f"{result['pairs']} pairs of 3 labels; CPU seconds per pair")
    print(f"{'evaluate':>18} {result['evaluate_cpu_s']:8.4f}")
    for name, seconds in result["peers_cpu_s"].items():
        print(f"{name:>18} {seconds:8.4f}   evaluate takes {result['ratio_to_peer'][name]:.2f} of it")
    walls = result["evaluate_wall_s_threads_1"], result["evaluate_wall_s_threads_2"]
    print(f"wall seconds per pair: {walls[0]:.4f} with one thread, {walls[1]:.4f} with two")
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())
