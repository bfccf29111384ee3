"""Every command says how it is used and refuses what it does not know."""

import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from coopseg.experiment.run import find_home, words_for_snakemake

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "workflows/scripts"
COMMANDS = [path for path in sorted(SCRIPTS.iterdir()) if path.is_file()]
COMMANDS += [ROOT / "workflows" / name for name in ("demo", "package", "setup")]


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


@pytest.mark.parametrize(
    ("options", "cores"),
    [([], True), (["-n"], True), (["--profile", "slurm"], False), (["--profile=slurm"], False)],
)
def test_all_processors_are_taken_where_no_profile_says_how_many(options: list[str], cores: bool) -> None:
    assert ("--cores" in words_for_snakemake(["demo", *options])) == cores


def test_jobs_need_no_packages_for_same_time(tmp_path: Path) -> None:
    """Python without site-packages, as in an image of another program."""
    for run_name, row in {"pace": "10,2.5", "long": "7,11"}.items():
        (tmp_path / run_name).mkdir()
        (tmp_path / run_name / "log.csv").write_text(f"step,seconds\n{row}\n")
    script = SCRIPTS / "coopseg/experiment/same_time.py"
    command = [sys.executable, "-S", script, "--pace", "pace", "--run", "long", "pace"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("54\n", "")


def test_a_user_without_a_home_folder_can_start_snakemake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A number without an entry in /etc/passwd, as containers give it."""
    from snakemake.cli import get_argument_parser  # a second

    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)
    monkeypatch.delenv("HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(RuntimeError):
        Path.home()
    find_home()
    assert get_argument_parser().prog
