"""Seconds from a NIfTI scan to its NIfTI label, start-up included: `predict` beside plain PyTorch.

    .venv/bin/python tests/bench/predict.py [--threads 2] [--repeats 5] [--frames 30] [--json FILE]

The scan is a phantom's, its model of the published size (192 x 192, width 16) and hardly trained, which does not matter
here. The peer is a Python that reads the preprocessed study and the model (docs/examples/read_model.py), runs the same
networks in PyTorch eager and writes the labels as a NumPy file: less work than `predict` does. Wall time of whole
processes, the least of the repeats, taken in turns. Prints a table, writes JSON; it never passes or fails.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import h5py
import nibabel
import numpy as np

ROOT = Path(__file__).parents[2]
BIN = ROOT / "build/release/bin"
PEER = """
import sys
sys.path.insert(0, sys.argv[1])
import h5py, numpy, torch
from read_model import read_model
torch.set_num_threads(int(sys.argv[4]))
networks = read_model(sys.argv[2])
with h5py.File(sys.argv[3]) as study:
    image = torch.tensor(next(iter(study["cases"].values()))["image"][()])[:, None]
y, x = (max(0, (side - 192) // 2) for side in image.shape[2:])
image = image[:, :, y : y + 192, x : x + 192]
image = torch.nn.functional.pad(image, (0, 192 - image.shape[3], 0, 192 - image.shape[2]))
with torch.inference_mode():
    logits = networks["segmentation_decoder"](networks["image_encoder"](image))
    for _ in range(int(sys.argv[5])):
        logits = networks["shape_decoder"](networks["shape_encoder"](torch.softmax(logits / 2, 1)))
numpy.save(sys.argv[6], logits.argmax(1).numpy())
"""


def call(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, stderr=subprocess.DEVNULL)


def make_inputs(folder: Path) -> tuple[Path, Path, Path]:
    """A scan, its study and a model."""
    call(BIN / "make-phantom", "--site", "a", "--subjects", "2", "-q", "-o", folder / "cohort")
    options = ["--manifest", folder / "cohort/manifest.csv", "--data-root", folder / "cohort", "-q"]
    for case in ("patient001_ED", "patient002_ED"):
        call(BIN / "preprocess", *options, "--case", case, "-o", folder / f"{case}.h5")
        (folder / f"{case}.txt").write_text(f"{case}.h5\n")
    lists = ["--train-list", folder / "patient001_ED.txt", "--val-list", folder / "patient002_ED.txt"]
    call(BIN / "train-ftn-stn", *lists, "--batch-size", "2", "--max-steps", "1", "-q", "-o", folder / "run")
    return folder / "cohort/patient001/patient001_frame01.nii.gz", folder / "patient001_ED.h5", folder / "run/best.h5"


def seconds(*command: str | Path) -> float:
    start = time.perf_counter()
    call(*command)
    return time.perf_counter() - start


def make_cine(scan: Path, frames: int, path: Path) -> None:
    image = nibabel.load(scan)
    shown = np.asarray(image.dataobj)
    cine = nibabel.Nifti1Image(np.stack([shown] * frames, -1), image.affine)
    cine.header.set_zooms([*image.header.get_zooms()[:3], 0.03])
    cine.header.set_xyzt_units("mm", "sec")
    nibabel.save(cine, path)


def measure_cine(folder: Path, threads: int, repeats: int, frames: int) -> dict:
    """A series to labels and numbers, beside the FTN alone; and whether the networks wait for the scans of a folder."""
    scan, _, model = make_inputs(folder)
    make_cine(scan, frames, folder / "cine.nii.gz")
    options = ["--model", model, "--threads", str(threads), "--force"]
    cine = [BIN / "predict", *options, folder / "cine.nii.gz", "-o", folder / "cine_label.nii.gz"]
    both = min(seconds(*cine, "--refine", "1", "--measure", folder / "m.json") for _ in range(repeats))
    alone = min(seconds(*cine, "--no-check") for _ in range(repeats))
    (folder / "scans").mkdir()
    for number in range(20):
        shutil.copy(scan, folder / f"scans/s{number}.nii.gz")
    many = [BIN / "predict", *options, "-v", folder / "scans", "-o", f"{folder / 'labels'}/"]
    said = subprocess.run([str(part) for part in many], check=True, capture_output=True, text=True).stderr
    waited, total = map(float, re.search(r"waited (\S+) s for inputs, of (\S+) s", said).groups())
    return {"frames": frames, "seconds": both, "ftn_alone": alone, "waited": waited / total}


def measure(folder: Path, threads: int, repeats: int) -> dict:
    scan, study, model = make_inputs(folder)
    with h5py.File(study) as file:
        slices = next(iter(file["cases"].values()))["image"].shape[0]
    result: dict = {"threads": threads, "slices": slices, "processors": os.cpu_count(), "refine": {}}
    for passes in (0, 1):
        ours, peer = [], []
        options = ["--model", model, "--refine", str(passes), "--threads", str(threads), "-q", "--force", "--no-check"]
        for _ in range(repeats):
            ours.append(seconds(BIN / "predict", *options, scan, "-o", folder / "label.nii.gz"))
            arguments = [ROOT / "docs/examples", model, study, str(threads), str(passes), folder / "label.npy"]
            peer.append(seconds(sys.executable, "-c", PEER, *arguments))
        result["refine"][passes] = {"predict": min(ours), "pytorch": min(peer)}
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--frames", type=int, default=30)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder), arguments.threads, arguments.repeats)
    with tempfile.TemporaryDirectory() as folder:
        result["cine"] = measure_cine(Path(folder), arguments.threads, arguments.repeats, arguments.frames)
    print(f"{result['slices']} slices, {result['threads']} threads\n")
    print("| passes of the STN | predict, s | PyTorch, s | ratio |\n|---|---|---|---|")
    for passes, times in result["refine"].items():
        ratio = times["predict"] / times["pytorch"]
        print(f"| {passes} | {times['predict']:.2f} | {times['pytorch']:.2f} | {ratio:.2f} |")
    cine = result["cine"]
    print(
        f"\n{cine['frames']} frames, both networks and numbers: {cine['seconds']:.2f} s; FTN {cine['ftn_alone']:.2f} s"
    )
    print(f"20 scans of a folder: the networks waited {100 * cine['waited']:.1f} % of the time")
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
