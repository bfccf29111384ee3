"""Our programs, as a user calls them."""

import os
import subprocess


def run(program: str, *arguments: object, **options: object) -> subprocess.CompletedProcess:
    command = [os.path.join(os.environ["COOPSEG_BIN"], program), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, **options)


def succeed(program: str, *arguments: object) -> str:
    """What the program says on standard error."""
    result = run(program, *arguments)
    assert result.returncode == 0, result.stderr
    return result.stderr
