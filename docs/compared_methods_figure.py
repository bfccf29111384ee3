"""compared_methods_figure.py MODEL STUDY CASE OUTPUT.png: what every hard branch makes of one slice, for four seeds.

Where a method changes features or codes, the image is what the image decoder makes of them, and the outlines are those
of the segmentation. Grey values go from 0 to 1, of rand-conv from the least to the largest. The figure of the
documentation is made with the demo's model:

    python docs/compared_methods_figure.py results/demo/runs/split/coop-latent/seed-0/best.h5 \
        results/demo/test/clean.h5 patient009_ED docs/compared-methods.png

augment-latent must be on PATH.
"""

import io
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from PIL import Image

ROWS = [  # name, options
    ("latent", []),
    ("mwm", []),
    ("mwm, out-painting", ["--out-painting", "true"]),
    ("cutout", []),
    ("rand-conv", []),
    ("adv-noise, epsilon 3", ["--epsilon", "3"]),
    ("adv-bias", []),
    ("rsc", []),
    ("mixstyle", []),
    ("dsu", []),
    ("maxstyle", []),
]
SEEDS = range(3, 7)
COLOURS = ["#ff7f2a", "#56b4e9", "#f0e442"]


def made(model: Path, study: Path, case: str, name: str, options: list[str], seed: int) -> dict[str, np.ndarray]:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "hard.h5"
        command = ["augment-latent", "--model", model, study, "--case", case, "--hard-branch", name.split(",")[0]]
        subprocess.run([*command, *options, "--seed", str(seed), "-o", output, "-q"], check=True)
        with h5py.File(output) as file:
            group = file["cases"][case]
            return {key: group[key][()] for key in ("image", "prediction") if key in group}


def draw(axes: Axes, slices: dict[str, np.ndarray], z: int, window: tuple[float | None, float | None]) -> None:
    image = slices["image"][z]
    centre = [slice(side // 2 - 48, side // 2 + 48) for side in image.shape]
    axes.imshow(image[*centre], cmap="gray", vmin=window[0], vmax=window[1], interpolation="nearest")
    if "prediction" in slices:
        for label, colour in enumerate(COLOURS, 1):
            axes.contour(slices["prediction"][z][*centre] == label, [0.5], colors=[colour], linewidths=0.8)
    axes.set_xticks([])
    axes.set_yticks([])


def draw_figure(model: Path, study: Path, case: str, output: Path) -> None:
    with h5py.File(study) as file:
        plain = {"image": file["cases"][case]["image"][()]}
    z = len(plain["image"]) // 2
    figure, axes = plt.subplots(len(ROWS), len(SEEDS) + 1, figsize=(7.5, 1.5 * len(ROWS)), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0, hspace=0)
    for row, (name, options) in zip(axes, ROWS, strict=True):
        draw(row[0], plain, z, (0, 1))
        row[0].set_ylabel(name, fontsize=8)
        for axis, seed in zip(row[1:], SEEDS, strict=True):
            window = (None, None) if name == "rand-conv" else (0, 1)
            draw(axis, made(model, study, case, name, options, seed), z, window)
    for axis, title in zip(axes[0], ["image", *(f"seed {seed}" for seed in SEEDS)], strict=True):
        axis.set_title(title, fontsize=8)
    drawn = io.BytesIO()
    figure.savefig(drawn, dpi=100)
    Image.open(drawn).convert("RGB").quantize(128).save(output, optimize=True)


def main() -> None:
    model, study, case, output = sys.argv[1:]
    draw_figure(Path(model), Path(study), case, Path(output))


if __name__ == "__main__":
    main()
