"""The demo at its smallest size: every method on every test set, and a second run that does nothing new."""

import csv
import math
import os
import shutil
import subprocess
from pathlib import Path

import h5py
import pytest

from coopseg.watching.progress import line

ROOT = Path(__file__).parents[2]
BIN = Path(os.environ["COOPSEG_BIN"])
PHANTOM = ROOT / "data_manifests/phantom-demo"


def demo(folder: Path, **environment: str) -> subprocess.CompletedProcess:
    command = [ROOT / "workflows/demo", "--results", folder / "results", "--with", folder / "smallest.yaml"]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    split = "case_or_patient,split\npatient001,train\npatient002,val\npatient003,test\npatient1001,test\n"
    (folder / "split.csv").write_text(split)
    tiny = "base-width = 2\nsize = 32\nbatch-size = 8\nepochs = 9\nmax-steps = 6\nlearning-rate = 0.01\n"
    (folder / "tiny.ini").write_text(tiny)
    settings = (ROOT / "tests/workflows/smallest.yaml").read_text()
    settings += f"split: {folder}/split.csv\nbudget: {folder}/tiny.ini\nbin: {BIN}\n"
    (folder / "smallest.yaml").write_text(settings)
    return folder


@pytest.fixture(scope="module")
def first(folder: Path) -> subprocess.CompletedProcess:
    return demo(folder)


def test_the_last_line_is_the_path_of_the_report(folder: Path, first: subprocess.CompletedProcess) -> None:
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[-1] == str(folder / "results/report.html")
    page = (folder / "results/report.html").read_text()
    assert all(name in page for name in ("standard", "coop-latent", "bias-field", "site b"))


def test_every_method_is_scored_on_every_test_set(folder: Path, first: subprocess.CompletedProcess) -> None:
    found = {str(path.relative_to(folder / "results/scores")) for path in folder.glob("results/scores/*/*/*/*.csv")}
    expected = set()
    for method in ("standard", "standard-long", "coop", "coop-latent"):
        for stage in ("ftn",) if method.startswith("standard") else ("ftn", "stn"):
            expected |= {f"split/{method}/seed-0/{name}.{stage}.csv" for name in ("clean", "site-b", "bias-field-3")}
    assert found == expected, first.stderr
    for name, case in (("clean", "patient003_ED"), ("site-b", "patient1001_ED"), ("bias-field-3", "patient003_ED")):
        with (folder / f"results/scores/split/coop/seed-0/{name}.stn.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows[0]["case"] == case and len(rows) == 6


def test_artifacts_change_the_image_of_the_own_site_alone(folder: Path, first: subprocess.CompletedProcess) -> None:
    tests = folder / "results/segmentations/split/coop/seed-0"
    with h5py.File(tests / "clean.ftn.h5") as clean, h5py.File(tests / "bias-field-3.ftn.h5") as corrupt:
        assert list(clean["cases"]) == list(corrupt["cases"]) == ["patient003_ED", "patient003_ES"], first.stderr
        for case in clean["cases"]:
            assert (clean["cases"][case]["label"][()] == corrupt["cases"][case]["label"][()]).all()
            assert (clean["cases"][case]["image"][()] != corrupt["cases"][case]["image"][()]).any()


def test_corrupted_studies_do_not_stay(folder: Path, first: subprocess.CompletedProcess) -> None:
    assert {path.name for path in (folder / "results/test").iterdir()} == {"clean.h5", "site-b.h5"}, first.stderr
    assert line(folder / "results", started=0.0, work_at_start=0.0)[1]


def test_plain_training_gets_the_steps_that_fit_into_the_seconds_of_the_dearest_method(
    folder: Path, first: subprocess.CompletedProcess
) -> None:
    def last(method: str) -> dict[str, str]:
        with (folder / f"results/runs/split/{method}/seed-0/log.csv").open(newline="") as file:
            return list(csv.DictReader(file))[-1]

    methods = ("standard", "coop", "coop-latent")
    assert [int(last(method)["step"]) for method in methods] == [6, 6, 6], first.stderr
    dearest = max(float(last(method)["seconds"]) for method in methods)
    assert int(last("standard-long")["step"]) == math.ceil(dearest * 6 / float(last("standard")["seconds"]))


def test_a_second_run_does_nothing_new(folder: Path, first: subprocess.CompletedProcess) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.glob("results/**/*") if path.is_file()}
    again = demo(folder)
    assert again.returncode == 0, again.stderr
    assert again.stdout.splitlines()[-1] == first.stdout.splitlines()[-1]
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert "Nothing to be done" in again.stderr


def test_a_home_folder_that_cannot_be_written_is_said_and_goes_well(
    folder: Path, first: subprocess.CompletedProcess
) -> None:
    again = demo(folder, HOME="/dev/null", XDG_CACHE_HOME="")
    assert again.returncode == 0, again.stderr
    assert again.stdout == first.stdout
    said = f"demo: the home folder cannot be written; Snakemake's cache is in {ROOT}/.cache (XDG_CACHE_HOME)"
    assert again.stderr.splitlines().count(said) == 1, again.stderr


def test_the_shipped_manifest_is_what_the_program_writes(tmp_path: Path) -> None:
    command = [BIN / "make-phantom", "--subjects", "11,4,4,4,4", "--size", "16", "--spacing", "10", "-q"]
    subprocess.run([*command, "-o", tmp_path / "cohort"], check=True)
    with (tmp_path / "cohort/manifest.csv").open(newline="") as file:
        made = list(csv.DictReader(file))
    with (PHANTOM / "manifest.csv").open(newline="") as file:
        shipped = list(csv.DictReader(file))
    assert shipped == [{key: row[key] for key in shipped[0]} for row in made]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--seeds", "0"], "demo: --seeds: '0' found, a whole number from 1 expected"),
        (["--seeds"], "demo: --seeds: a value is expected"),
        (["--seed", "1"], "demo: unknown option --seed; --seeds, --results and --with are there"),
    ],
)
def test_wrong_use_ends_with_2(arguments: list[str], message: str) -> None:
    result = subprocess.run([ROOT / "workflows/demo", *arguments], capture_output=True, text=True)
    assert (result.returncode, result.stdout, result.stderr) == (2, "", message + "\n")


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """A checkout with the demo alone: set-up and Python do nothing, Snakemake prints its arguments."""
    project = tmp_path / "project"
    programs = {"workflows/setup": "", ".venv/bin/python": "", ".venv/bin/snakemake": 'echo "$*" >&2'}
    for name, text in programs.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(f"#!/bin/sh\n{text}\n")
        (project / name).chmod(0o755)
    shutil.copy(ROOT / "workflows/demo", project / "workflows/demo")
    return project


@pytest.mark.parametrize(
    ("arguments", "configs", "results", "report"),
    [
        ((), "demo.yaml", "results/demo", "project/results/demo/report.html"),
        (
            ("--with", "my.yaml", "--results", "../out"),
            "demo.yaml {folder}/here/my.yaml",
            "{folder}/out",
            "out/report.html",
        ),
    ],
)
def test_paths_are_those_of_the_callers_folder(
    stand_in: Path, tmp_path: Path, arguments: tuple[str, ...], configs: str, results: str, report: str
) -> None:
    (tmp_path / "here").mkdir()
    command = ["../project/workflows/demo", *arguments]
    done = subprocess.run(command, cwd=tmp_path / "here", capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"{tmp_path}/{report}\n"), done.stderr
    expected = f"--configfile configs/experiments/{configs} --config results={results} --cores".format(folder=tmp_path)
    assert expected in done.stderr
