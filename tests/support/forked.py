"""Python commands in a fork of the test, whose packages are loaded: that saves up to a second of computing a call."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path


def status_of(main: Callable[[], int | None]) -> int:
    try:
        return main() or 0
    except SystemExit as ending:
        if isinstance(ending.code, str):
            print(ending.code, file=sys.stderr)
            return 1
        return ending.code or 0


def run_forked(
    main: Callable[[], int | None], name: str, *arguments: object, cwd: Path = Path(), env: Mapping[str, str] = {}
) -> subprocess.CompletedProcess:
    """What the command `name`, whose function is `main`, does in the folder `cwd` with `env` over the environment."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            status = 70
            try:
                os.dup2(output.fileno(), 1)
                os.dup2(errors.fileno(), 2)
                sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)
                os.chdir(cwd)
                os.environ.update(env)
                sys.argv = [name, *map(str, arguments)]
                status = status_of(main)
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        output.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(arguments, status, output.read().decode(), errors.read().decode())
