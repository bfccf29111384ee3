"""Turns each assertion of tool tests round, one at a time, and lists those with which the test still passes.

    COOPSEG_BIN=$PWD/build/release/bin .venv/bin/python tests/tools/turn_assertions.py [--jobs N] SCRIPT...

An assertion is a statement that begins with a test, grep, cmp, diff or a function of the test or of library.sh, that
pipes into one, or that ends with `|| fail`; and in the Python of a here-document an `assert` or a call of `assert_...`.
One whose opposite passes as well is never reached, or nobody looks at how it ends. Exit status 1 where there is one.
"""

import argparse
import ast
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shell_statements import Statement, statements

HERE = Path(__file__).parent
FUNCTION = re.compile(r"^(\w+)\(\) *\{", re.MULTILINE)
NO_ASSERTIONS = {"fail", "python", "make_model"}
ARM = re.compile(r"^((?:for\b.*?; do|[^\s(]+\)) )(.*?)(; done| ;;)$")  # of a loop or a case


@dataclass
class Turned:
    line: int
    statement: str
    text: str  # of the whole script


def turned_shell(lines: list[str], statement: Statement, begins: re.Pattern[str]) -> Iterator[Turned]:
    before, core, after = "", statement.text.strip(), ""
    if arm := ARM.match(core):
        before, core, after = arm.groups()
    if not begins.search(core):
        return
    body = lines[statement.body : statement.end + (statement.end > statement.body)]
    if "&& fail" in core:
        changed = [before + core.replace("&& fail", "|| fail") + after, *body]
    else:
        changed = [f"{before}if {core}", *body, f'then fail "turned round"; fi{after}']
    text = [*lines[: statement.first], *changed, *lines[statement.body + len(body) :]]
    yield Turned(statement.first + 1, core, "\n".join(text))


def is_check(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    called = node.value.func
    return (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")).startswith("assert_")


class Turn(ast.NodeTransformer):
    def __init__(self, line: int) -> None:
        self.line = line

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if not is_check(node) or node.lineno != self.line:
            return super().generic_visit(node)
        if isinstance(node, ast.Assert):
            return ast.Assert(ast.UnaryOp(ast.Not(), node.test), node.msg)
        held = [ast.parse("raise SystemExit('turned round')").body[0]]
        failed = ast.ExceptHandler(ast.Name("AssertionError", ast.Load()), None, [ast.Pass()])
        return ast.Try([node], [failed], held, [])


def turned_python(lines: list[str], statement: Statement) -> Iterator[Turned]:
    tree = ast.parse("\n".join(lines[statement.body : statement.end]))
    for line in sorted({node.lineno for node in ast.walk(tree) if is_check(node)}):
        fresh = ast.parse("\n".join(lines[statement.body : statement.end]))
        code = ast.unparse(ast.fix_missing_locations(Turn(line).visit(fresh)))
        at = statement.body + line
        yield Turned(at, lines[at - 1].strip(), "\n".join([*lines[: statement.body], code, *lines[statement.end :]]))


def turned_versions(script: Path) -> Iterator[Turned]:
    lines = script.read_text().splitlines()
    functions = set(FUNCTION.findall(script.read_text() + (HERE / "library.sh").read_text())) - NO_ASSERTIONS
    word = rf"(\[|\[\[|{'|'.join(['grep', 'cmp', 'diff', *sorted(functions)])})\s"
    begins = re.compile(rf"^(! )?{word}(?!\(\))|\| *{word}|(&&|\|\|) fail\b")
    for statement in statements(lines):
        if statement.is_python:
            yield from turned_python(lines, statement)
        else:
            yield from turned_shell(lines, statement, begins)


def passes(text: str) -> bool:
    with tempfile.NamedTemporaryFile("w", suffix=".sh") as script:
        script.write(text + "\n")
        script.flush()
        return subprocess.run([HERE / "run-script", script.name], capture_output=True, check=False).returncode == 0


def survivors(script: Path, pool: concurrent.futures.Executor) -> list[str]:
    if not passes(script.read_text()):
        return [f"{script}: fails as it is"]
    turned = list(turned_versions(script))
    print(f"{script}: {len(turned)} assertions", flush=True)
    survived = pool.map(passes, (version.text for version in turned))
    return [f"{script}:{v.line}: {v.statement}" for v, alive in zip(turned, survived, strict=True) if alive]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scripts", nargs="+", type=Path, metavar="SCRIPT")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    os.environ.setdefault("COOPSEG_PYTHON", sys.executable)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        found = 0
        for script in options.scripts:
            for line in survivors(script, pool):
                print(f"still passes when turned round: {line}", flush=True)
                found += 1
    print(f"{found} still pass when turned round" if found else "all fail when turned round")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
