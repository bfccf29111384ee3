"""Errors that a user reads: one line that says where, what was found and what was expected."""

import contextlib
import re
from collections.abc import Iterator


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
