"""Programs run in the experiment's container where Snakemake deploys software by Apptainer. A stand-in for apptainer
notes how it was called and runs the command without a container."""

import os
from pathlib import Path

from experiments import SMALLEST, run_experiment

ROOT = Path(__file__).parents[2]
APPTAINER = """#!/bin/sh
if [ "$1" = --version ]; then echo apptainer version 1.3.0; exit; fi
echo "$*" >> calls.txt
shift $(($# - 3))
exec "$@"
"""


def test_programs_run_in_the_container(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/apptainer").write_text(APPTAINER)
    (tmp_path / "bin/apptainer").chmod(0o755)
    (tmp_path / "image.sif").touch()
    settings = ["results=results", f"bin={os.environ['COOPSEG_BIN']}", "container=image.sif"]
    settings += [f"{key}={ROOT}/data_manifests/phantom-demo/{key}.csv" for key in ("manifest", "split")]
    apptainer = ("--software-deployment-method", "apptainer", "--apptainer-args=--nv --bind /shared")
    found = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}
    table = "results/cohort/manifest.csv"
    result = run_experiment(tmp_path, SMALLEST, settings, *apptainer, target=table, env=found)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "results/cohort/manifest.csv").is_file()
    (call,) = (tmp_path / "calls.txt").read_text().splitlines()
    assert "--nv --bind /shared" in call and "image.sif" in call
    assert f"exec {os.environ['COOPSEG_BIN']}/make-phantom --site a,b" in call
