"""The published code's checkpoint files: written, changed, and given to our programs."""

import os
import subprocess
import zipfile

import torch

from coopseg.checkpoint.command import main
from forked import run_forked


def run(program, *arguments):
    command = [os.path.join(os.environ["COOPSEG_BIN"], program), *map(str, arguments), "--threads", "1"]
    return subprocess.run(command, capture_output=True, text=True)


def succeed(program, *arguments):
    result = run(program, *arguments)
    assert result.returncode == 0, result.stderr


def import_checkpoint(*arguments):
    """What run("import-checkpoint", ...) does. The parent computes on one thread: others do not survive a fork."""
    torch.set_num_threads(1)
    return run_forked(main, "import-checkpoint", *arguments, "--threads", "1")


def import_model(*arguments):
    result = import_checkpoint(*arguments)
    assert result.returncode == 0, result.stderr


def save(networks, folder, **options):
    folder.mkdir()
    for name, network in networks.items():
        torch.save(network.state_dict(), folder / f"{name}.pth", **options)
    return folder


def rewrite(path, edit):
    """Replaces every record of a checkpoint by edit(name without folder, bytes); None leaves it out."""
    with zipfile.ZipFile(path) as archive:
        records = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in records.items():
            data = edit(name.split("/", 1)[1], data)
            if data is not None:
                archive.writestr(name, data)
