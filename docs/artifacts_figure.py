"""artifacts_figure.py SCAN OUTPUT.png [Z]: every artifact of corrupt-artifacts at severities 1 to 5 on one slice.

slice-misalignment, which no single slice shows, is shown on a cut across the slices.

The figure of the documentation is made from the phantom:

    make-phantom --site a --subjects 1 --seed 1 -o phantom
    python docs/artifacts_figure.py phantom/PATIENT/PATIENT_frame01.nii.gz docs/artifacts.png

corrupt-artifacts must be on PATH.
"""

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib
import nibabel
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from PIL import Image

SEVERITIES = range(1, 6)
SEED = "4"


def artifacts() -> list[str]:
    """The names in the order of the help."""
    text = subprocess.run(["corrupt-artifacts", "--help"], capture_output=True, text=True, check=True).stdout
    block = text[text.index("Artifacts and their parameters") : text.index("\nOptions:")]
    return re.findall(r"^  ([a-z-]+): ", block, re.MULTILINE)


def picture_of(path: Path, artifact: str, z: int) -> np.ndarray:
    image = nibabel.load(path)
    voxels = image.get_fdata()
    if artifact != "slice-misalignment":
        return voxels[:, :, z].T
    _, height, thickness = image.header.get_zooms()[:3]
    return np.repeat(voxels[:, voxels.shape[1] // 2, :].T, round(thickness / height), axis=0)


def corrupted(scan: Path, artifact: str, severity: int, z: int) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        # The name of the file is the case id, which the draw depends on.
        output = Path(folder) / scan.name
        command = ["corrupt-artifacts", scan, "--artifact", artifact, "--severity", str(severity), "--seed", SEED]
        subprocess.run([*command, "-o", output, "-q"], check=True)
        return picture_of(output, artifact, z)


def draw_figure(scan: Path, output: Path, z: int) -> None:
    names = artifacts()
    figure, axes = plt.subplots(len(names), 6, figsize=(9, 1.5 * len(names)), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0, hspace=0)
    brightest = np.percentile(picture_of(scan, "", z), 99.8)
    for row, name in zip(axes, names, strict=True):
        pictures = [picture_of(scan, name, z), *(corrupted(scan, name, severity, z) for severity in SEVERITIES)]
        for axis, picture in zip(row, pictures, strict=True):
            axis.imshow(picture, cmap="gray", vmin=0, vmax=brightest, interpolation="nearest")
            axis.set_xticks([])
            axis.set_yticks([])
        row[0].set_ylabel(name, fontsize=8)
    for axis, title in zip(axes[0], ["image", *(f"severity {severity}" for severity in SEVERITIES)], strict=True):
        axis.set_title(title, fontsize=8)
    drawn = io.BytesIO()
    figure.savefig(drawn, dpi=100)
    Image.open(drawn).convert("L").save(output, optimize=True)


def main() -> None:
    scan, output = Path(sys.argv[1]), Path(sys.argv[2])
    z = int(sys.argv[3]) if len(sys.argv) > 3 else nibabel.load(scan).shape[2] // 2
    draw_figure(scan, output, z)


if __name__ == "__main__":
    main()
