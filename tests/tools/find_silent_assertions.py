"""find_silent_assertions.py SCRIPT...: lines of shell scripts that cannot fail although they look like assertions.

Under `set -e` a command behind `!`, and every part of `a && b` but the last, ends no script. Prints each such line that
is no condition and has no `||` and no `&& fail` to end it; exit status 1 where there is one.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

HEREDOC = re.compile(r"<<-?\s*'?\"?(\w+)")
CONDITION = re.compile(r"^(if|elif|while|until)\b")


def statements(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of their first; without comments, here-documents and what is quoted or nested."""
    end, joined, start = "", "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if end:
            end = "" if line.strip() == end else end
            continue
        if found := HEREDOC.search(line):
            end = found[1]
        start = start if joined else number
        joined += line.strip()
        if joined.endswith("\\") and not end:
            joined = joined[:-1]
            continue
        yield start, bare(joined)
        joined = ""


def bare(line: str) -> str:
    line = re.sub(r"'[^']*'|\"(\\.|[^\"\\])*\"", "Q", line)
    line = re.sub(r"(^|\s)#.*", "", line)
    while (shorter := re.sub(r"\[\[.*?\]\]|\$?\([^()]*\)", "N", line)) != line:
        line = shorter
    return line.strip()


def is_silent(statement: str) -> bool:
    if CONDITION.match(statement):
        return False
    parts = re.split(r";\s*", statement)
    fails = re.compile(r"&& fail\b|\|\|")
    return any(not fails.search(part) and (part.startswith("! ") or "&&" in part) for part in parts)


def main() -> None:
    found = [
        f"{path}:{number}: {statement}"
        for path in sys.argv[1:]
        for number, statement in statements(Path(path).read_text())
        if is_silent(statement)
    ]
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
