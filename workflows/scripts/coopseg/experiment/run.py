"""Runs an experiment from images to the report, by Snakemake and the workflow that comes with this package.

    coopseg-run EXPERIMENT... [SNAKEMAKE OPTIONS]
    coopseg-run one-method --config manifest=manifest.csv split=split.csv data_root=/my/data results=results

EXPERIMENT   one that comes with the package, or a YAML file; settings of later ones win
--where      prints the folder where configs and data_manifests lie

All processors are used where neither --cores nor --profile says otherwise. The report is RESULTS/report.html. A run
that was stopped goes on where it was. All other options are Snakemake's (snakemake --help).

Experiments:"""

import getpass
import itertools
import os
import sys
from pathlib import Path

from coopseg.experiment.check import ExperimentError, unknown
from coopseg.installed_program import TorchError, environment
from coopseg.places import IN_WHEEL, ROOT, SNAKEFILE

EXPERIMENTS = {path.stem: path for path in sorted((ROOT / "configs/experiments").glob("*.yaml"))}


def usage() -> str:
    return f"{__doc__} {', '.join(EXPERIMENTS)}"


def experiment_file(name: str) -> Path:
    if name in EXPERIMENTS:
        return EXPERIMENTS[name]
    if not Path(name).is_file():
        raise ExperimentError(unknown("experiment", name, EXPERIMENTS))
    return Path(name)


def words_for_snakemake(given: list[str]) -> list[str]:
    names = list(itertools.takewhile(lambda word: not word.startswith("-"), given))
    if not names:
        raise ExperimentError(f"found no experiment, expected a YAML file or one of {', '.join(EXPERIMENTS)}")
    files = [str(experiment_file(name)) for name in names]
    options = given[len(names) :]
    has_profile = any(option.partition("=")[0] == "--profile" for option in options)
    cores = [] if has_profile else ["--cores", "all"]
    return ["-s", str(SNAKEFILE), "--configfile", *files, "--rerun-incomplete", *cores, *options]


def find_home() -> None:
    """Snakemake ends with a traceback where the user, as a container's may, has no home folder or a read-only one."""
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = "/"
    try:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        (cache / "snakemake").mkdir(parents=True, exist_ok=True)
    except OSError:
        os.environ["XDG_CACHE_HOME"] = here = str(Path(".cache").absolute())
        print(f"coopseg-run: the home folder cannot be written; Snakemake's cache is in {here}", file=sys.stderr)


def name_user() -> None:
    """Snakemake asks for the user's name, which a container has not for every number."""
    try:
        getpass.getuser()
    except (KeyError, OSError):
        os.environ["USER"] = str(os.getuid())


def main() -> int:
    given = sys.argv[1:]
    if given == ["--where"]:
        print(ROOT)
        return 0
    if "--help" in given:
        print(usage())
        return 0
    try:
        words = words_for_snakemake(given)
        if ROOT == IN_WHEEL:
            os.environ.update(environment())
    except (ExperimentError, TorchError) as error:
        print(f"coopseg-run: {error}", file=sys.stderr)
        return 2 if isinstance(error, ExperimentError) else 1
    find_home()
    name_user()
    from snakemake.cli import main as snakemake  # a second

    return snakemake(words)
