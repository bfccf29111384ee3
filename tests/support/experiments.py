"""The workflow in a fork of the test."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from snakemake.cli import main

from forked import run_forked

ROOT = Path(__file__).parents[2]
ONE_METHOD, DEMO, PAPER = (ROOT / f"configs/experiments/{name}.yaml" for name in ("one-method", "demo", "paper"))
# The rule `experiment` in Snakemake's own process: another start of it, a second each, is saved where what is tested
# isn't how names get to that.
IN_THREADS = "--force-use-threads"
SMALLEST = [DEMO, ROOT / "tests/workflows/smallest.yaml"]


def run_experiment(
    folder: Path,
    configs: Sequence[Path | str],
    settings: Sequence[str] = (),
    *options: str,
    target: str | None = None,
    env: Mapping[str, str] = {},
) -> subprocess.CompletedProcess:
    """Snakemake in `folder` with configuration files, settings ("key=value") over them, and other options."""
    words = ["-s", ROOT / "workflows/Snakefile", "--cores", "2", *options]
    words += ["--configfile", *configs, *(["--config", *settings] if settings else [])]
    words += ["--", target] if target else []
    return run_forked(main, "snakemake", *words, cwd=folder, env=env)
