"""The programs of a wheel, which find LibTorch in the Python package torch."""

import os
import re
import sys
from importlib import metadata
from pathlib import Path

from coopseg.places import PROGRAMS

WITHOUT_NETWORK = ("corrupt-artifacts", "evaluate", "make-phantom", "preprocess")
BESIDE = Path(__file__).parents[1] / "torch/lib"  # where the programs themselves look


class TorchError(Exception):
    """torch is not there, or is not of the version that the programs were built with."""


def torch_libraries() -> Path:
    """The folder of LibTorch; torch itself is not imported, which takes a second. Raises TorchError."""
    wanted = next(filter(None, (re.match(r"torch==(.+)\.\*", line) for line in metadata.requires("coopseg"))))
    try:
        torch = metadata.distribution("torch")
    except metadata.PackageNotFoundError:
        torch = None
    if torch is None or not torch.version.startswith(f"{wanted[1]}."):
        found = f"torch {torch.version}" if torch else "no Python package torch"
        raise TorchError(f"{found} found, torch {wanted[1]} expected: {sys.executable} -m pip install '{wanted[0]}'")
    return Path(torch.locate_file("torch/lib"))


def environment() -> dict[str, str]:
    """That of programs with a network. Raises TorchError."""
    libraries = torch_libraries()
    if BESIDE.is_dir() and libraries.samefile(BESIDE):
        return dict(os.environ)
    others = os.environ.get("LD_LIBRARY_PATH")
    return os.environ | {"LD_LIBRARY_PATH": f"{libraries}:{others}" if others else str(libraries)}


def main() -> int:
    """Becomes the program whose name it was called by."""
    name = Path(sys.argv[0]).resolve().name
    try:
        os.execve(PROGRAMS / name, [name, *sys.argv[1:]], os.environ if name in WITHOUT_NETWORK else environment())
    except (TorchError, OSError) as error:
        print(f"{name}: {error}", file=sys.stderr)
    return 1
