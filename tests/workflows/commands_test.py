"""Every command says how it is used and refuses what it does not know; the package is whole in a wheel."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "workflows/scripts"
COMMANDS = [path for path in sorted(SCRIPTS.iterdir()) if path.is_file()]
COMMANDS += [ROOT / "workflows/demo", ROOT / "workflows/setup"]


def run(command: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess:
    words = [sys.executable, command] if command.suffix == ".py" else [command]
    return subprocess.run([*words, *arguments], cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda path: path.name)
def test_each_command_has_help_and_refuses_unknown_options(command: Path, tmp_path: Path) -> None:
    helped = run(command, "--help", folder=tmp_path)
    assert helped.returncode == 0 and helped.stderr == ""
    assert command.name in helped.stdout or f"usage: {command.stem}" in helped.stdout
    wrong = run(command, "--no-such-option", folder=tmp_path)
    assert wrong.returncode == 2 and wrong.stdout == "" and wrong.stderr != ""
    assert list(tmp_path.iterdir()) == []


def test_jobs_need_no_packages_for_same_time(tmp_path: Path) -> None:
    """Python without site-packages, as in an image of another program."""
    for run_name, row in {"pace": "10,2.5", "long": "7,11"}.items():
        (tmp_path / run_name).mkdir()
        (tmp_path / run_name / "log.csv").write_text(f"step,seconds\n{row}\n")
    command = [sys.executable, "-S", SCRIPTS / "same_time.py", "--pace", "pace", "--run", "long", "pace"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("54\n", "")


def test_a_wheel_has_the_package_and_what_it_reads(tmp_path: Path) -> None:
    for name in "pyproject.toml", "LICENSE", "workflows/requirements.txt":
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    package = tmp_path / "workflows/scripts/coopseg"
    shutil.copytree(SCRIPTS / "coopseg", package, ignore=shutil.ignore_patterns("__pycache__"))
    files = {path.relative_to(package.parent).as_posix() for path in package.rglob("*") if path.is_file()}
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", "wheel", "."], cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "wheel").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        assert {name for name in archive.namelist() if ".dist-info/" not in name} == files
        archive.extractall(tmp_path / "installed")
    (entry,) = importlib.metadata.Distribution.at(next((tmp_path / "installed").glob("*.dist-info"))).entry_points
    call = f"import sys; from {entry.module} import {entry.attr} as main; sys.exit(main())"
    words = [sys.executable, "-c", call, "--version"]
    named = subprocess.run(words, cwd=tmp_path / "installed", capture_output=True, text=True)
    assert named.stdout == f"coopseg {entry.name} {wheel.name.split('-')[1]}\n"
    said = subprocess.run([Path(os.environ["COOPSEG_BIN"]) / "evaluate", "--version"], capture_output=True, text=True)
    assert wheel.name.split("-")[1] == said.stdout.split()[-1]
