"""artifacts_figure.py SCAN OUTPUT.png [Z]: every artifact of corrupt-artifacts at severities 1 to 5 on one slice.

The figure of the documentation is made from the phantom:

    make-phantom --site a --subjects 1 --seed 1 -o phantom
    python docs/artifacts_figure.py phantom/PATIENT/PATIENT_frame01.nii.gz docs/artifacts.png

corrupt-artifacts must be on PATH.
"""

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

SEVERITIES = range(1, 6)
SEED = "4"


def artifacts() -> list[str]:
    """The names in the order of the help."""
    text = subprocess.run(["corrupt-artifacts", "--help"], capture_output=True, text=True, check=True).stdout
    block = text[text.index("Artifacts and their parameters") : text.index("\nOptions:")]
    return re.findall(r"^  ([a-z-]+): ", block, re.MULTILINE)


def slice_of(path: Path, z: int) -> np.ndarray:
    return nibabel.load(path).get_fdata()[:, :, z].T


def corrupted(scan: Path, artifact: str, severity: int, z: int) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        # The name of the file is the case id, which the draw depends on.
        output = Path(folder) / scan.name
        command = ["corrupt-artifacts", scan, "--artifact", artifact, "--severity", str(severity), "--seed", SEED]
        subprocess.run([*command, "-o", output, "-q"], check=True)
        return slice_of(output, z)


def draw_figure(scan: Path, output: Path, z: int) -> None:
    clean = slice_of(scan, z)
    names = artifacts()
    height, width = clean.shape
    figure, axes = plt.subplots(len(names), 6, figsize=(9, 1.5 * len(names) * height / width), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0, hspace=0)
    brightest = np.percentile(clean, 99.8)
    for row, name in zip(axes, names, strict=True):
        pictures = [clean, *(corrupted(scan, name, severity, z) for severity in SEVERITIES)]
        for axis, picture in zip(row, pictures, strict=True):
            axis.imshow(picture, cmap="gray", vmin=0, vmax=brightest, interpolation="nearest")
            axis.set_xticks([])
            axis.set_yticks([])
        row[0].set_ylabel(name, fontsize=8)
    for axis, title in zip(axes[0], ["image", *(f"severity {severity}" for severity in SEVERITIES)], strict=True):
        axis.set_title(title, fontsize=8)
    figure.savefig(output, dpi=110, metadata={"Software": None})


def main() -> None:
    scan, output = Path(sys.argv[1]), Path(sys.argv[2])
    z = int(sys.argv[3]) if len(sys.argv) > 3 else nibabel.load(scan).shape[2] // 2
    draw_figure(scan, output, z)


if __name__ == "__main__":
    main()
