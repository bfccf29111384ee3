"""Time and memory of `corrupt-artifacts` against TorchIO 1.2.1, its command line and its Python API, on one volume.

    python -m venv peer && peer/bin/pip install torchio==1.2.1 nibabel
    peer/bin/python tests/bench/artifacts.py [--image FILE.nii.gz] [--json FILE]

Wall time of our whole process, from the call to the written .nii.gz, beside the same of `torchio-transform` with a
random transform, and beside reading, a transform with the same parameters and writing in a Python that runs already.
Memory is the peak of the process. Default: 216 x 256 x 10 voxels made in code. Every number is the least of the
repeats, taken in turns. Prints a table, writes JSON; it never passes or fails.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nibabel
import numpy as np
import torchio

ROOT = Path(__file__).parents[2]
COEFFICIENTS = [0.1, -0.2, 0.3, 0.05, 0.2, -0.1, 0.15, 0.1, -0.3, 0.2] * 2
DEGREES, TRANSLATION, TIMES = [[3, 0, 9], [0, 0, 2]], [[2, 1, 0], [0, 3, 1]], [0.31, 0.72]
# Name: ours, TorchIO's transform with the same parameters, the random one of its command line.
CASES = {
    "bias-field": (
        {"order": 3, "coefficients": COEFFICIENTS},
        torchio.BiasField(coefficients=COEFFICIENTS, order=3),
        "RandomBiasField",
    ),
    "ghosting": (
        {"num-ghosts": 5, "axis": 1, "intensity": 0.8, "restore": "none"},
        torchio.Ghosting(num_ghosts=5, axis=1, intensity=0.8, restore=None),
        "RandomGhosting",
    ),
    "motion": (
        {"mode": "torchio", "degrees": DEGREES, "translation": TRANSLATION, "times": TIMES},
        torchio.Motion(
            degrees=np.array(DEGREES),
            translation=np.array(TRANSLATION),
            times=np.array(TIMES),
            image_interpolation="linear",
        ),
        "RandomMotion",
    ),
    "spike": (
        {"spikes-positions": [[0.61, 0.43, 0.55]], "intensity": 1.5},
        torchio.Spike(spikes_positions=np.array([[0.61, 0.43, 0.55]]), intensity=1.5),
        "RandomSpike",
    ),
}


def made_volume(path):
    random = np.random.default_rng(0)
    x, y, _ = np.meshgrid(*map(np.arange, (216, 256, 10)), indexing="ij")
    body = 300 * (np.hypot((x - 108) / 80, (y - 128) / 100) < 1) + 500 * (np.hypot(x - 118, y - 125) < 25)
    voxels = np.abs(body + random.normal(0, 15, body.shape)).astype(np.int16)
    nibabel.save(nibabel.Nifti1Image(voxels, np.diag([-1.5, -1.5, 10, 1])), path)


def text_of(value):
    if not isinstance(value, list):
        return str(value)
    return (";" if isinstance(value[0], list) else ",").join(map(text_of, value))


# Runs a command in a small process of its own: the peak memory of a child counts from its parent's.
CHILD = """
import resource, subprocess, sys, time
before = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(time.perf_counter() - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def run(command):
    """Wall seconds and peak memory in MB of one process."""
    child = [sys.executable, "-S", "-c", CHILD, *map(str, command)]
    seconds, megabytes = subprocess.run(child, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(megabytes)


def ours(image, artifact, parameters, output):
    program = Path(os.environ.get("COOPSEG_BIN", ROOT / "build/release/bin")) / "corrupt-artifacts"
    settings = [part for name, value in parameters.items() for part in ("--set", f"{name}={text_of(value)}")]
    return run([program, image, "--artifact", artifact, *settings, "-o", output, "--force", "-q"])


def command_line(image, transform, output):
    return run([Path(sys.executable).parent / "torchio-transform", "-P", image, transform, output])


def python_api(image, transform, output):
    before = time.perf_counter()
    scan = torchio.ScalarImage(image)
    scan.load()
    transform(scan).save(output)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return time.perf_counter() - before, memory


def measure(image, repeats):
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        mine, theirs = Path(folder) / "ours.nii.gz", Path(folder) / "theirs.nii.gz"
        for name, (parameters, transform, random_transform) in CASES.items():
            runs = [
                (
                    ours(image, name, parameters, mine),
                    python_api(image, transform, theirs),
                    command_line(image, random_transform, Path(folder) / "cli.nii.gz"),
                )
                for _ in range(repeats)
            ]
            expected = nibabel.load(theirs).get_fdata()
            difference = np.abs(nibabel.load(mine).get_fdata() - expected).max() / np.abs(expected).max()
            seconds, memory = zip(*[zip(*column, strict=True) for column in zip(*runs, strict=True)], strict=True)
            (our_s, api_s, cli_s), (our_mb, api_mb, cli_mb) = map(min, seconds), map(min, memory)
            result[name] = {
                "ours_s": our_s,
                "python_api_s": api_s,
                "command_line_s": cli_s,
                "faster_than_python_api": api_s / our_s,
                "faster_than_command_line": cli_s / our_s,
                "ours_mb": our_mb,
                "python_api_mb": api_mb,
                "command_line_mb": cli_mb,
                "largest_difference": difference,
            }
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--image", type=Path, help="a 3-D NIfTI file instead of the made one")
    parser.add_argument("--repeats", type=int, default=5, help="the least time of so many is taken (default 5)")
    parser.add_argument("--json", type=Path, help="where the numbers go")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        image = options.image or Path(folder) / "made.nii.gz"
        if not options.image:
            made_volume(image)
        result = measure(image, options.repeats)
    print(f"{'':12} {'ours':>16} {'TorchIO in Python':>24} {'torchio-transform':>24}")
    for name, row in result.items():
        print(
            f"{name:12} {row['ours_s']:7.3f} s {row['ours_mb']:4.0f} MB"
            f" {row['python_api_s']:7.3f} s {row['python_api_mb']:4.0f} MB {row['faster_than_python_api']:5.1f}x"
            f" {row['command_line_s']:7.2f} s {row['command_line_mb']:4.0f} MB"
            f" {row['faster_than_command_line']:5.1f}x"
            f"  largest difference {row['largest_difference']:.1e}"
        )
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
