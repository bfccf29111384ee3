"""Inputs and outputs, `-` for the standard streams, and the one line that a user reads where they are refused."""

import contextlib
import os
import re
import secrets
import stat
from collections.abc import Iterator

from coopseg.checkpoint.ending import undo

FOR_FILES = "is a terminal, binary data needs a file or a pipe"


class Error(Exception):
    status = 1


class WrongUsage(Error):
    status = 2


def refuse_if(bad: object, message: str) -> None:
    if bad:
        raise Error(message)


def printable(text: object) -> str:
    return re.sub(r"[^ -~]", "?", str(text)[:200])


def told(error: Exception) -> str:
    if isinstance(error, Error):
        return str(error)
    strerror = getattr(error, "strerror", None)
    return strerror or printable(f"{type(error).__name__}: {error}".partition("\n")[0])


@contextlib.contextmanager
def context(where: str) -> Iterator[None]:
    """Puts `where` in front of whatever fails inside."""
    try:
        yield
    except Exception as error:
        raise Error(f"{where}: {told(error)}") from None


def read_input(path: str) -> tuple[str, bytes]:
    """Name for messages and content."""
    if path != "-":
        with context(path), open(path, "rb") as file:
            return path, file.read()
    with context("standard input"):
        refuse_if(os.isatty(0), "is a terminal, a file or a pipe is expected")
        with context("cannot be read"), open(0, "rb", closefd=False) as file:
            data = file.read()
        refuse_if(not data, "empty: the program in front of the pipe wrote nothing")
    return "standard input", data


def is_stream(path: str, force: bool) -> bool:
    """Whether the output is a stream or a device; refuses what could not be written later."""
    if path == "-":
        refuse_if(os.isatty(1), f"standard output: {FOR_FILES}")
        return True
    target = os.path.realpath(path)
    with context(path):
        mode = os.stat(path).st_mode if os.path.lexists(target) else 0
        refuse_if(stat.S_ISDIR(mode), "is a folder, a file name is expected")
        if mode and not stat.S_ISREG(mode):
            return True
        refuse_if(mode and not force, "exists already; --force replaces it")
        refuse_if(not os.path.isdir(os.path.dirname(target)), "its folder does not exist")
        refuse_if(not os.access(os.path.dirname(target), os.W_OK), "its folder cannot be written: Permission denied")
    return False


def write_all(file: int, data: bytes) -> None:
    with context("cannot be written"):
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]


def write_output(path: str, data: bytes, force: bool) -> None:
    straight = is_stream(path, force)
    with context("standard output" if path == "-" else path):
        if straight:
            file = 1 if path == "-" else os.open(path, os.O_WRONLY)
            refuse_if(os.isatty(file), FOR_FILES)
            return write_all(file, data)
        target = os.path.realpath(path)  # a link stays, what it leads to is replaced
        unfinished = os.path.join(os.path.dirname(target), f".coopseg-{secrets.token_hex(8)}.tmp")
        undo.append(lambda: os.path.lexists(unfinished) and os.unlink(unfinished))
        file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        write_all(file, data)
        with context("cannot be written"):
            os.fsync(file)
            os.replace(unfinished, target)
        with contextlib.suppress(OSError):
            os.fsync(os.open(os.path.dirname(target), os.O_RDONLY))
