"""Tables as every program reads them, by the rules of lib/study/csv_table.h: RFC 4180 in UTF-8 with or without a byte
order mark, LF or CRLF; blanks around a cell do not count, nor do blank lines at the end."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

CELL = re.compile(r'[ \t]*"(?P<quoted>(?:[^"]|"")*)"[ \t]*|(?P<plain>[^,\r\n]*)')
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class TableError(ValueError):
    """FILE: line N: what was found and what was expected."""


def decoded(path: Path) -> str:
    data = path.read_bytes()
    if b"\0" in data:
        raise TableError(f"{path}: is no text, a CSV file is expected")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        whole = error.object
        line = whole[: error.start].count(b"\n") + 1
        raise TableError(
            f"{path}: line {line}: byte 0x{whole[error.start]:02x} is no UTF-8; save the table as CSV UTF-8"
        ) from error


def lines_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Number of the line on which a row starts, from 1, and its cells."""
    text = decoded(path).rstrip(" \t\r\n")
    number, place = 1, 0
    while place < len(text):
        cells: list[str] = []
        start = number
        while True:
            cell = CELL.match(text, place)
            quoted, plain = cell["quoted"], cell["plain"]
            if quoted is None and plain.lstrip(" \t").startswith('"'):
                raise TableError(f"{path}: line {number}: a quote is not closed")
            if quoted is None and '"' in plain:
                raise TableError(f"{path}: line {number}: a quote inside a field that has none around it")
            cells.append((plain if quoted is None else quoted.replace('""', '"')).strip(" \t\r\n"))
            number += (quoted or "").count("\n")
            place = cell.end()
            if text[place : place + 1] != ",":
                break
            place += 1
        place += text[place : place + 1] == "\r"
        if place < len(text) and text[place] != "\n":
            raise TableError(f"{path}: line {number}: text behind a closing quote, a comma is expected")
        place += 1
        number += 1
        yield start, cells


def check_header(path: Path, columns: list[str]) -> None:
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(columns) == 1 and separator in columns[0]:
            raise TableError(f"{path}: line 1: the columns are separated by {name}, commas are expected")
    for number, column in enumerate(columns):
        if column in columns[:number]:
            raise TableError(f"{path}: line 1: column '{column}' stands twice")


def read_numbered(path: str | Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table with their lines."""
    path = Path(path)
    lines = lines_of(path)
    _, columns = next(lines, (1, []))
    check_header(path, columns)
    rows = []
    for number, cells in lines:
        if len(cells) != len(columns):
            raise TableError(f"{path}: line {number}: {len(cells)} fields found, {len(columns)} expected")
        rows.append((number, dict(zip(columns, cells, strict=True))))
    return rows


def read_rows(path: str | Path) -> list[dict[str, str]]:
    return [row for _, row in read_numbered(path)]


def read_cases(manifest: str | Path, columns: Iterable[str] = ("case", "patient")) -> list[dict[str, str]]:
    """The rows of a manifest with these columns at least; ids are names of files and of objects in studies."""
    seen: set[str] = set()
    rows = read_numbered(manifest)
    if not rows:
        raise TableError(f"{manifest}: no case")
    for column in columns:
        if column not in rows[0][1]:
            raise TableError(f"{manifest}: line 1: column '{column}' is missing")
    for number, row in rows:
        case = row["case"]
        if not ID.fullmatch(case):
            raise TableError(
                f"{manifest}: line {number}: case id '{case}': letters, digits, '.', '_' and '-' are expected, a letter"
                " or digit first"
            )
        if case in seen:
            raise TableError(f"{manifest}: line {number}: case '{case}' stands twice")
        seen.add(case)
    return [row for _, row in rows]
