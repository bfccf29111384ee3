"""workflows/setup installs and builds what is asked for, once, and shows what went wrong. Its commands are stand-ins
that write down how they were called."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = "workflows/setup", "workflows/packages.txt", "workflows/requirements.txt"
TESTS = "tests/packages.txt", "tests/requirements.txt"
STAND_INS = {
    "id": "echo ${AS_USER:-0}",
    "dpkg-query": (
        'for name in "${@:4}"; do case " $INSTALLED " in *" $name "*) echo "$name install ok installed" ;;'
        ' *) echo "$name deinstall ok config-files" ;; esac; done'
    ),
    "apt-get": 'echo "apt-get $*" >>calls; [ "$1" != "${APT_FAILS-}" ] || { echo "E: $1 is broken"; exit 100; }',
    "python3": 'mkdir -p .venv/bin .venv/lib/python3.1/site-packages; cp "$(dirname "$0")/pip-python" .venv/bin/python',
    "pip-python": 'echo "pip ${*:4}" >>calls; [ -z "${PIP_FAILS-}" ] || { echo "no wheel of torch" >&2; exit 1; }',
    "cmake": (
        'echo "cmake $*" >>calls; mkdir -p build/release; touch build/release/build.ninja; case "$*" in'
        " *TESTS=ON*) echo COOPSEG_TESTS:BOOL=ON >build/release/CMakeCache.txt ;; *--build*) touch built-$5 ;; esac"
    ),
    "ninja": '[ -f "built-$4" ] && echo "ninja: no work to do."; true',
}


class Checkout:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkout"
        for name in FILES + TESTS:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.folder / name)
        commands = folder / "commands"
        commands.mkdir()
        for name, text in STAND_INS.items():
            (commands / name).write_text(f"#!/bin/bash\n{text}\n")
            (commands / name).chmod(0o755)
        self.environment = os.environ | {"PATH": f"{commands}:{os.environ['PATH']}", "INSTALLED": ""}

    def run(self, *options: str, **environment: str) -> tuple[int, str, list[str]]:
        """Exit status, standard error and the commands that were called."""
        calls = self.folder / "calls"
        calls.write_text("")
        command = [self.folder / "workflows/setup", *options]
        result = subprocess.run(command, env=self.environment | environment, capture_output=True, text=True)
        assert result.stdout == ""
        return result.returncode, result.stderr, calls.read_text().splitlines()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def packages(name: str) -> list[str]:
    return (ROOT / name).read_text().split()


def test_the_programs_need_no_packages_of_the_tests(checkout: Checkout) -> None:
    status, _, calls = checkout.run()
    assert status == 0 and calls == [
        "apt-get update -qq",
        f"apt-get install -y -qq --no-install-recommends {' '.join(packages('workflows/packages.txt'))}",
        "pip --quiet --disable-pip-version-check -r workflows/requirements.txt -r workflows/requirements.txt",
        "cmake --preset release -DCOOPSEG_TESTS=OFF",
        "cmake --build --preset release --target programs",
    ]
    assert not {"chromium", "libgtest-dev"} & set(packages("workflows/packages.txt"))
    everything = " ".join(packages("workflows/packages.txt"))
    assert checkout.run(INSTALLED=everything)[2] == [], "nothing new the second time"


def test_the_tests_add_theirs_and_what_is_built_stays(checkout: Checkout) -> None:
    installed = " ".join(packages("workflows/packages.txt"))
    checkout.run()
    _, _, calls = checkout.run("--tests", INSTALLED=installed)
    assert calls == [
        "apt-get update -qq",
        f"apt-get install -y -qq --no-install-recommends {' '.join(packages('tests/packages.txt'))}",
        "pip --quiet --disable-pip-version-check -r workflows/requirements.txt -r tests/requirements.txt",
        "cmake --preset release -DCOOPSEG_TESTS=ON",
        "cmake --build --preset release --target all",
    ]
    installed += " " + " ".join(packages("tests/packages.txt"))
    assert checkout.run("--tests", INSTALLED=installed)[2] == checkout.run(INSTALLED=installed)[2] == []


def test_who_is_not_root_is_told_what_to_install(checkout: Checkout) -> None:
    listed = " ".join(packages("workflows/packages.txt"))
    expected = "setup: packages are missing; install them, then repeat: sudo apt-get install --no-install-recommends "
    expected += f"{listed} \n"
    assert checkout.run(AS_USER="1000") == (1, expected, [])


def test_what_apt_and_pip_say_is_shown_where_they_fail(checkout: Checkout) -> None:
    for step in "update", "install":
        status, said, calls = checkout.run(APT_FAILS=step)
        assert status == 1 and f"E: {step} is broken\nsetup: apt-get {step} failed (above)." in said
        assert "sudo dpkg --configure -a" in said and not any(call.startswith("pip") for call in calls)
    status, said, calls = checkout.run(PIP_FAILS="yes")
    assert status == 1 and said.endswith(
        "no wheel of torch\nsetup: pip failed (above); repeat workflows/setup where there is a network\n"
    )
    assert not any(call.startswith("cmake") for call in calls)
    assert any(call.startswith("pip") for call in checkout.run()[2]), "pip is asked again"
