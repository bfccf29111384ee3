"""evaluate's distances against MedPy, surface-distance, MONAI and SimpleITK where their definitions agree with ours."""

import csv
import os
import subprocess

import h5py
import numpy as np
import pytest
import SimpleITK
import surface_distance
import torch
from medpy.metric import binary
from monai.metrics import HausdorffDistanceMetric, SurfaceDiceMetric, SurfaceDistanceMetric
from scipy import ndimage

SPACING = {"thick": (1.3, 1.7, 8.0), "isotropic": (1.0, 1.0, 1.0), "fine": (0.7, 0.7, 2.5)}


def blobs(seed, size):
    """A few smooth structures of labels 1 to 3 [z, y, x], clear of the edge of the image for SimpleITK's sake."""
    random = np.random.default_rng(seed)
    field = ndimage.gaussian_filter(random.normal(size=(3, *size)), (0, 1.0, 3, 3))
    label = (np.argmax(field, axis=0) + 1) * (field.max(axis=0) > 0.02)
    inside = np.zeros(size, bool)
    inside[1:-1, 2:-2, 2:-2] = True
    return np.where(inside, label, 0).astype(np.uint8)


def evaluate(tmp_path, reference, prediction, spacing):
    with h5py.File(tmp_path / "study.h5", "w") as study:
        study.attrs["format"], study.attrs["version"] = "coopseg-study", 1
        case = study.create_group("cases/a")
        case.attrs["spacing"], case.attrs["origin"], case.attrs["direction"] = spacing, np.zeros(3), np.eye(3).ravel()
        case["label"], case["prediction"] = reference, prediction
    command = [os.path.join(os.environ["COOPSEG_BIN"], "evaluate"), tmp_path / "study.h5", "-o", "-", "-q"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return [
        {key: float(row[key]) for key in row if key.endswith("mm")} for row in csv.DictReader(result.stdout.split())
    ]


def medpy(a, b, zyx):
    """HD of border voxels; MASD is the mean of the two directed means, which MedPy 0.4.0 called assd."""
    return {
        "hd_mm": binary.hd(b, a, zyx, connectivity=1),
        "masd_mm": (binary.asd(b, a, zyx, connectivity=1) + binary.asd(a, b, zyx, connectivity=1)) / 2,
    }


def deepmind(a, b, zyx):
    found = surface_distance.compute_surface_distances(a, b, zyx)
    areas = found["surfel_areas_gt"].sum(), found["surfel_areas_pred"].sum()
    means = surface_distance.compute_average_surface_distance(found)
    return {
        "hd95_mm": surface_distance.compute_robust_hausdorff(found, 95),
        "assd_mm": np.dot(means, areas) / sum(areas),
        **{f"nsd_{t}mm": surface_distance.compute_surface_dice_at_tolerance(found, t + 1e-6) for t in (1, 2, 3)},
    }


def monai(a, b, zyx):
    pair = [torch.from_numpy(side[None, None].astype(np.float32)) for side in (b, a)]
    asd = [
        SurfaceDistanceMetric(include_background=True, symmetric=False)(x, y, spacing=zyx).item()
        for x, y in (pair, pair[::-1])
    ]
    nsd = SurfaceDiceMetric([2 + 1e-6], include_background=True, use_subvoxels=True)(*pair, spacing=zyx).item()
    return {
        "hd_mm": HausdorffDistanceMetric(include_background=True)(*pair, spacing=zyx).item(),
        "masd_mm": sum(asd) / 2,
        "nsd_2mm": nsd,
    }


def simpleitk(a, b, zyx):
    """Hausdorff distance of the border voxels; structures keep clear of the edge of the image, which is no surface."""
    images = []
    for side in (a, b):
        image = SimpleITK.GetImageFromArray(side.astype(np.uint8))
        image.SetSpacing(zyx[::-1])
        images.append(SimpleITK.LabelContour(image, fullyConnected=False))
    return {"hd_mm": max(directed(*images), directed(*images[::-1]))}


def directed(first, second):
    distances = SimpleITK.SignedMaurerDistanceMap(second, squaredDistance=False, useImageSpacing=True)
    return np.abs(SimpleITK.GetArrayFromImage(distances))[SimpleITK.GetArrayFromImage(first) > 0].max()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", SPACING)
def test_peers(tmp_path, name, seed):
    spacing = SPACING[name]
    zyx = spacing[::-1]
    reference, other = blobs(seed, (9, 40, 44)), blobs(seed + 100, (9, 40, 44))
    prediction = np.where(np.arange(44) < 30, np.roll(reference, 2, axis=1), other).astype(np.uint8)
    prediction[:, :2] = prediction[:, -2:] = 0
    for label, row in enumerate(evaluate(tmp_path, reference, prediction, spacing), 1):
        a, b = reference == label, prediction == label
        for peer, tolerance in ((medpy, 1e-9), (deepmind, 1e-9), (monai, 1e-4), (simpleitk, 1e-6)):
            for metric, value in peer(a, b, zyx).items():
                assert row[metric] == pytest.approx(value, rel=tolerance), (peer.__name__, metric, label)
