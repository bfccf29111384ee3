"""Man pages and bash completions of programs, made from their --help, which is their manual.

manual.py SHARE PROGRAM... writes SHARE/man/man1/NAME.1 and SHARE/bash-completion/completions/NAME of each."""

import argparse
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

PARTS = re.compile(
    r"(?P<name>\S+): (?P<summary>.*?)\n\nUsage: (?P<usage>.*?)\n\n(?P<description>.*?)\n+Options:\n(?P<options>.*?)\n\n"
    r"Shared options:\n(?P<shared>.*?)\n\nExample:\n(?P<example>.*?)\n\nSource: (?P<source>.*?)\n*",
    re.DOTALL,
)
OPTION = re.compile(  # -o [ --output ] FILE (=default)  text; a value that may be left out is [=FILE(=default)]
    r"  (?P<names>-\w \[ --[\w-]+ \]|--[\w-]+)(?: (?P<value>[^\s(]\S*))?(?: \(=(?P<default>.*?)\))?"
    r"(?: *\n| {2,})(?P<text>.*)",
    re.DOTALL,
)
WIDTH = 80  # of a line of options


class Option(NamedTuple):
    names: list[str]
    value: str  # what stands for it, such as FILE, or [=FILE] where it may be left out; empty for a switch
    default: str
    text: str


def joined(column: str, start: int) -> str:
    """Its lines as one; a word that is longer than a line goes on in the next. `start`: of the first line's text."""
    text = ""
    for line in column.splitlines():
        words = line.strip()
        is_cut = start + len(line) >= WIDTH - 1 and " " not in line[-(len(words) // 2) :]
        text += words + ("" if is_cut else " ")
        start = 0
    return text.strip()


def read_options(block: str) -> list[Option]:
    options = []
    for entry in re.split(r"\n(?=  -)", block):
        found = OPTION.fullmatch(entry)
        text = joined(found["text"], found.start("text") if "\n" not in entry[: found.start("text")] else 0)
        names = re.findall(r"-[\w-]+", found["names"])
        value = re.sub(r"^\[=\[?(\w+)\]?\(=.*\)\]$", r"[=\1]", found["value"] or "")
        options.append(Option(names, value, found["default"] or "", text))
    return options


def escaped(text: str) -> str:
    """As roff shows it letter for letter."""
    for letter, escape in ("\\", r"\e"), ("-", r"\-"), ("^", r"\(ha"), ("~", r"\(ti"), ("`", r"\(ga"), ("'", r"\(aq"):
        text = text.replace(letter, escape)
    return r"\&" + text if text.startswith(".") else text


def bold(text: str) -> str:
    return rf"\fB{escaped(text)}\fR"


def verbatim(block: str) -> list[str]:
    return [".nf", *map(escaped, block.splitlines()), ".fi"]


def described(block: str) -> list[str]:
    """Paragraphs are filled; indented lines stay lines, and in columns their second one is filled."""
    page: list[str] = []
    column = None  # where the text of a list's second column starts
    for line in block.splitlines():
        words = line.strip()
        indent = len(line) - len(line.lstrip())
        item = re.match(r"\s+\S.*?\S {2,}(?=\S)", line)
        if not words:
            page.append(".PP")
        elif indent == 0:
            page += [".PP"] if column is not None or page and page[-1] == ".RE" else []
            page.append(escaped(words))
        elif column is not None and indent >= column:
            page.append(escaped(words))
            continue
        elif item:
            page += [f".TP {item.end()}n", bold(item[0].strip()), escaped(line[item.end() :])]
        else:
            page += [f".RS {indent}n", ".HP 2n", escaped(words), ".RE"]
        column = item.end() if item else None
    return page


def option_entries(options: list[Option]) -> list[str]:
    page = []
    for option in options:
        gap = "" if option.value.startswith("[") else " "
        value = rf"{gap}\fI{escaped(option.value)}\fR" if option.value else ""
        default = f" (default: {option.default})" if option.default else ""
        page += [".TP", ", ".join(map(bold, option.names)) + value, escaped(option.text + default)]
    return page


def man_page(found: re.Match, version: str, others: list[str]) -> str:
    usage = re.sub(r"\s+", " ", found["usage"])
    page = [
        f'.TH {found["name"].upper()} 1 "" "coopseg {version}" "coopseg"',
        *(".nh", ".ad l"),  # no hyphens in names, no wide gaps
        *(".SH NAME", escaped(f"{found['name']} - {found['summary']}")),
        *(".SH SYNOPSIS", bold(found["name"]) + escaped(usage.removeprefix(found["name"]))),
        *(".SH DESCRIPTION", *described(found["description"])),
        *(".SH OPTIONS", *option_entries(read_options(found["options"]))),
        *(".SS Shared options", *option_entries(read_options(found["shared"]))),
        *(".SH EXAMPLE", *verbatim(found["example"])),
        *(".SH SOURCE", *map(escaped, found["source"].splitlines())),
        *(".SH SEE ALSO", ", ".join(bold(other) + "(1)" for other in others)),
    ]
    return "\n".join(page) + "\n"


def values_of(option: Option, description: str) -> list[str]:
    """The values that an option takes, where its text or the description lists them."""
    if option.value == "BOOL":
        return ["true", "false"]
    if not option.value.startswith("NAME"):
        return []
    listed = re.search(rf"^{option.names[-1].strip('-').capitalize()}s .*:\n((?:  .*\n?)+)", description, re.MULTILINE)
    if listed:  # such as "Sites differ in contrast:" with a line for each
        return re.findall(r"^  (\S+): ", listed[1], re.MULTILINE)
    text = option.text
    while text != (text := re.sub(r" ?\([^()]*\)", "", text)):
        pass
    values = re.split(r", or |, | or ", text.partition(";")[0].rpartition(": ")[2])
    return [value for value in values if not re.search("[A-Z]", value)] if all(map(is_name, values)) else []


def is_name(text: str) -> bool:
    return re.fullmatch(r"[\w.:-]+", text) is not None


COMPLETION = """# bash completion of {program}, made from its --help
_coopseg_{function}() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} option=${{COMP_WORDS[COMP_CWORD - 1]}}
  [ "$word" != = ] || word=
  [ "$option" != = ] || option=${{COMP_WORDS[COMP_CWORD - 2]}}
  COMPREPLY=()
  case $option in
    {cases}
  esac
  [[ $word != -* ]] || {names}
}}
complete -o default -F _coopseg_{function} {program}
"""


def completion(found: re.Match) -> str:
    options = read_options(found["options"]) + read_options(found["shared"])
    cases = []
    for option in options:
        if values := " ".join(values_of(option, found["description"])):
            cases.append(f"{option.names[-1]}) {offer(values)}; return ;;")
    with_value = [name for option in options if option.value and option.value[0] != "[" for name in option.names]
    cases.append(f"{' | '.join(with_value)}) return ;;")
    names = offer(" ".join(option.names[-1] for option in options))
    program = found["name"]
    function = program.replace("-", "_")
    return COMPLETION.format(program=program, function=function, cases="\n    ".join(cases), names=names)


def offer(words: str) -> str:
    return f"""mapfile -t COMPREPLY < <(compgen -W '{words}' -- "$word")"""


def ask(program: Path, question: str) -> str:
    return subprocess.run([program.resolve(), question], capture_output=True, text=True, check=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("share", type=Path, metavar="SHARE", help="the folder share of a prefix")
    parser.add_argument("programs", type=Path, nargs="+", metavar="PROGRAM")
    given = parser.parse_args()
    pages, completions = given.share / "man/man1", given.share / "bash-completion/completions"
    for folder in pages, completions:
        folder.mkdir(parents=True, exist_ok=True)
    for program in given.programs:
        found = PARTS.fullmatch(ask(program, "--help"))
        if found is None:
            raise SystemExit(f"manual.py: {program} --help: other parts found than a manual's")
        others = [other.name for other in given.programs if other != program]
        version = ask(program, "--version").split()[-1]
        (pages / f"{program.name}.1").write_text(man_page(found, version, others))
        (completions / program.name).write_text(completion(found))


if __name__ == "__main__":
    main()
