"""The program import-checkpoint."""

import contextlib
import importlib
import os
import re
import sys
from argparse import Namespace

from coopseg.checkpoint.ending import clean_up, handle_signals
from coopseg.checkpoint.files import Error, context, is_stream, read_input, told, write_output
from coopseg.checkpoint.isolated import Begin, limit_work, run_isolated
from coopseg.checkpoint.options import NETWORKS, parse


def import_checkpoint(options: Namespace) -> None:
    is_stream(options.output, options.force)
    paths = {"snapshot": options.checkpoint}
    if os.path.isdir(options.checkpoint):
        paths = {network: os.path.join(options.checkpoint, f"{network}.pth") for network in NETWORKS}
    files = {key: read_input(path) for key, path in paths.items()}

    def work(begin: Begin) -> bytes:
        if options.threads > 0:
            os.environ["OMP_NUM_THREADS"] = str(options.threads)
        for package in "h5py", "torch":
            with context(f"Python package {package} cannot be loaded by {sys.executable}"):
                importlib.import_module(package)
        from coopseg.checkpoint.model import make_model  # here, where its packages may be

        limit_work(sum(len(data) for _, data in files.values()))
        return make_model(options, files, begin)

    found, _, model = run_isolated(work).partition(b"\n")
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
