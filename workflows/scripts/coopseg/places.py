"""Where the files of the project lie that are not Python: in a wheel beside this module, else in its checkout."""

from pathlib import Path

IN_WHEEL = Path(__file__).with_name("project")
ROOT = IN_WHEEL if IN_WHEEL.is_dir() else Path(__file__).resolve().parents[3]
PROGRAMS = ROOT / ("bin" if ROOT == IN_WHEEL else "build/release/bin")
SNAKEFILE = ROOT / "workflows/Snakefile"
