"""Python commands in a fork of the test, whose packages are loaded: that saves up to a second of computing a call."""

import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

BROKEN = 70  # the command raised what nobody caught


def status_of(main: Callable[[], int | None]) -> int:
    try:
        sys.exit(main())
    except SystemExit as ending:
        if ending.code is None or isinstance(ending.code, int):
            return ending.code or 0
        print(ending.code, file=sys.stderr)
        return 1


def run_forked(
    main: Callable[[], int | None], name: str, *arguments: object, cwd: Path = Path(), env: Mapping[str, str] = {}
) -> subprocess.CompletedProcess:
    """What the command `name`, whose function is `main`, does in the folder `cwd` with `env` over the environment."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            status = BROKEN
            try:
                os.dup2(output.fileno(), 1)
                os.dup2(errors.fileno(), 2)
                sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)
                os.chdir(cwd)
                os.environ.update(env)
                sys.argv = [name, *map(str, arguments)]
                status = status_of(main)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        output.seek(0)
        errors.seek(0)
        said = errors.read().decode()
        assert status != BROKEN, said
        return subprocess.CompletedProcess([name, *arguments], status, output.read().decode(), said)
