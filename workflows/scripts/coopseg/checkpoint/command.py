"""The program import-checkpoint."""

import contextlib
import hashlib
import importlib
import os
import re
import sys
from argparse import Namespace

from coopseg.checkpoint.ending import clean_up, handle_signals
from coopseg.checkpoint.files import is_stream, read_input, write_output
from coopseg.checkpoint.isolated import Begin, limit_work, run_isolated
from coopseg.checkpoint.messages import Error, context, told
from coopseg.checkpoint.model_file import check_names, model_file
from coopseg.checkpoint.networks import checked_weights, expected_shapes, sizes_of
from coopseg.checkpoint.options import parse
from coopseg.checkpoint.state_dicts import NETWORKS, of_snapshot, state_of
from coopseg.checkpoint.torch_file import load

Files = dict[str, tuple[str, bytes]]  # name and content, by network or as "snapshot"


def read_files(path: str) -> Files:
    if os.path.isdir(path):
        return {network: read_input(os.path.join(path, f"{network}.pth")) for network in NETWORKS}
    return {"snapshot": read_input(path)}


def start_packages(threads: int) -> None:
    if threads > 0:
        os.environ["OMP_NUM_THREADS"] = str(threads)
    for package in "h5py", "torch":
        with context(f"Python package {package} cannot be loaded by {sys.executable}"):
            importlib.import_module(package)


def make_model(options: Namespace, files: Files, begin: Begin) -> bytes:
    """A line that says what was found, and the model file."""
    start_packages(options.threads)
    limit_work(sum(len(data) for _, data in files.values()))
    values = {}
    for key, (name, data) in files.items():
        begin(name)
        with context(name):
            values[key] = load(data)
    if "snapshot" in files:
        states, variant = of_snapshot(values["snapshot"], files["snapshot"][0], options.variant)
    else:
        states, variant = {key: state_of(values[key], files[key][0]) for key in files}, options.variant or "none"
    b, channels, classes = sizes_of(states)
    weights = checked_weights(states, expected_shapes(b, channels, classes))
    check_names(options.names, classes)
    digests = {key: f"sha256:{hashlib.sha256(files[key][1]).hexdigest()}" for key in sorted(files)}
    facts = {"variant": variant, "base_width": b, "channels": channels}
    model = model_file(options, facts, digests, weights)
    return f"imported ftn-stn, variant {variant}, base width {b}\n".encode() + model


def import_checkpoint(options: Namespace) -> None:
    is_stream(options.output, options.force)
    files = read_files(options.checkpoint)
    found, _, model = run_isolated(lambda begin: make_model(options, files, begin)).partition(b"\n")
    write_output(options.output, model, options.force)
    if not options.quiet:
        say(found.decode())


def say(message: str) -> None:
    with contextlib.suppress(OSError):
        os.write(2, os.fsencode(re.split("[\r\n]", f"import-checkpoint: {message}")[0] + "\n"))


def main() -> int:
    while os.open("/dev/null", os.O_PATH) < 3:  # in place of a closed stream, so that no file takes its number
        pass
    handle_signals()
    try:
        import_checkpoint(parse(sys.argv[1:]))
    except Exception as error:
        say(told(error))
        return error.status if isinstance(error, Error) else 1
    finally:
        clean_up()
    return 0
