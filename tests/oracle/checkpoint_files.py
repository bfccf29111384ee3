"""The published code's checkpoint files: written, changed, and given to our programs."""

import os
import subprocess
import sys
import tempfile
import zipfile

import torch

from coopseg.checkpoint.command import main as import_checkpoint


def run(program, *arguments):
    command = [os.path.join(os.environ["COOPSEG_BIN"], program), *map(str, arguments), "--threads", "1"]
    return subprocess.run(command, capture_output=True, text=True)


def succeed(program, *arguments):
    result = run(program, *arguments)
    assert result.returncode == 0, result.stderr


def run_forked(*arguments):
    """What run("import-checkpoint", ...) does, in a fork of this process, whose torch is loaded: that saves a second a
    call. The parent computes on one thread, because others would not come along."""
    torch.set_num_threads(1)
    with tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            os.dup2(errors.fileno(), 2)
            sys.argv = ["import-checkpoint", *map(str, arguments), "--threads", "1"]
            status = 70
            try:
                status = import_checkpoint()
            finally:
                os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        errors.seek(0)
        return subprocess.CompletedProcess(arguments, status, "", errors.read().decode())


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
