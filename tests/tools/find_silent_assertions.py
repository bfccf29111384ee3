"""find_silent_assertions.py FOLDER: lines of its shell scripts that cannot fail although they look like assertions.

Under `set -e` a command behind `!`, and every part of `a && b` but the last, ends no script. Prints each such line that
is no condition and has no `||` and no `&& fail` to end it; exit status 1 where there is one.
"""

import re
import sys
from pathlib import Path

from shell_statements import statements

CONDITION = re.compile(r"^(if|elif|while|until)\b")


def bare(line: str) -> str:
    """Without comments and what is quoted or nested."""
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
    scripts = sorted(Path(sys.argv[1]).rglob("*.sh"))
    if not scripts:
        sys.exit(f"{sys.argv[1]}: found no script")
    found = [
        f"{path}:{statement.first + 1}: {statement.text.strip()}"
        for path in scripts
        for statement in statements(path.read_text().splitlines())
        if is_silent(bare(statement.text.replace("\\\n", "")))
    ]
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
