"""phantom_picture.py STUDY.h5 -o FILE.png: a slice of one subject of each site, alone and with its label."""

import argparse
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import h5py
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

COLOURS = ("#e69f00", "#56b4e9", "#009e73")  # LV, MYO, RV


def draw_slice(axes: Axes, image: np.ndarray) -> None:
    axes.imshow(image, cmap="gray", vmin=0, vmax=np.percentile(image, 99.5))
    axes.axis("off")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path, help="ED cases, one of each site, as preprocess writes them")
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    with h5py.File(arguments.study) as study:
        cases = sorted(study["cases"].values(), key=lambda case: case.attrs["site"])
        figure, rows = plt.subplots(2, len(cases), figsize=(2.4 * len(cases), 5.1), facecolor="black")
        for case, (plain, labelled) in zip(cases, rows.T, strict=True):
            label = case["label"][()]
            middle = int(np.argmax((label == 3).sum(axis=(1, 2))))
            for axes in plain, labelled:
                draw_slice(axes, case["image"][middle])
            plain.set_title(f"site {case.attrs['site']}, vendor {case.attrs['vendor']}", color="white", fontsize=10)
            for number, colour in enumerate(COLOURS, start=1):
                labelled.contour(label[middle] == number, levels=[0.5], colors=colour, linewidths=1.2)
        figure.subplots_adjust(left=0, right=1, bottom=0, top=0.94, wspace=0.02, hspace=0.02)
        figure.savefig(arguments.output, dpi=80)


if __name__ == "__main__":
    main()
