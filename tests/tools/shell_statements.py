"""Divides a shell script into statements: lines that belong together, and their here-documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HEREDOC = re.compile(r"<<-?\s*'?\"?(\w+)")


@dataclass
class Statement:
    """Lines of a script from `first` up to `body`, and of its here-document up to `end`."""

    first: int
    body: int
    end: int
    text: str

    @property
    def is_python(self) -> bool:
        return self.body < self.end and re.match(r"\s*(\w+=\S* )*python\b", self.text) is not None


def goes_on(text: str) -> bool:
    without_strings = re.sub(r'"(\\.|[^"\\])*"|(^|\s)#.*', "", text)
    return text.endswith("\\") or without_strings.count("'") % 2 == 1


def statements(lines: list[str]) -> Iterator[Statement]:
    at = 0
    while at < len(lines):
        first = at
        while goes_on("\n".join(lines[first : at + 1])) and at + 1 < len(lines):
            at += 1
        at += 1
        body, text = at, "\n".join(lines[first:at])
        if found := HEREDOC.search(text):
            at = next((i for i in range(at, len(lines)) if lines[i].strip() == found[1]), len(lines) - 1)
            yield Statement(first, body, at, text)
            at += 1
        else:
            yield Statement(first, body, body, text)
