"""import-checkpoint is Python, the other programs are C++: options, outputs and signals promise the same."""

import os
import pty
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import h5py
import pytest
from checkpoint_files import run, save
from published_network import make_networks

PROGRAM = os.path.join(os.environ["COOPSEG_BIN"], "import-checkpoint")
QUOTED = shlex.quote(PROGRAM)


@pytest.fixture
def here(tmp_path, monkeypatch):
    save(make_networks(), tmp_path / "checkpoints")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments, program=PROGRAM, **options):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, **options)


def refused(*arguments, status=1, **options):
    result = call("checkpoints", *arguments, **options)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (status, "", 1), result
    assert result.stderr.startswith("import-checkpoint: ")
    return result.stderr[len("import-checkpoint: ") : -1]


WRONG_USAGE = {
    "-o": "--output",
    "-o x.h5 --outptu=y.h5": "unknown option --outptu (did you mean output?)",
    "-o x.h5 --forc": "unknown option --forc (did you mean force?)",
    "--output=": "--output",
    "-q": "--output",
    "-o x.h5 second": "'second' found",
    "-o x.h5 --threads two": "--threads: 'two' found",
    "-o x.h5 --threads=1.5": "--threads: '1.5' found",
    "-o x.h5 --threads -1": "--threads: '-1' found",
    "-o x.h5 --force=yes": "--force",
    "-o x.h5 -q -v": "-q and -v",
    "-o x.h5 --spacing nan": "--spacing: 'nan' found",
    "-o x.h5 --spacing 0": "--spacing: '0' found",
    "-o x.h5 --clip 3": "--clip: '3' found",
    "-o x.h5 --clip 98,2": "--clip: '98,2' found",
    "-o x.h5 --clip 2,101": "--clip: '2,101' found",
    "-o x.h5 --size 17": "--size: '17' found, a multiple of 16 up to 4096 expected",
    "-o x.h5 --variant a": "--variant: invalid choice: 'a'",
}
BAD_INPUT = {
    "-o x.h5 --names 0=a,2=b": "--names: '0=a,2=b' found",
    "-o x.h5 --config gone.ini": "gone.ini: No such file or directory",
    "-o x.h5 --config checkpoints": "checkpoints: Is a directory",
    "-o x.h5 --config unknown.ini": "unknown.ini: unknown key 'threds' (did you mean threads?)",
    "-o x.h5 --config section.ini": "section.ini: unknown key 'a.threads' (did you mean threads?)",
    "-o x.h5 --config value.ini": "value.ini: --threads: 'two' found",
    "-o x.h5 --config flag.ini": "flag.ini: n4: 'maybe' found, true or false expected",
    "-o x.h5 --config line.ini": "line.ini: line 'force' found, NAME = VALUE expected",
    "-o gone/x.h5": "gone/x.h5: its folder does not exist",
    "-o checkpoints": "checkpoints: is a folder, a file name is expected",
    "-o old.h5": "old.h5: exists already; --force replaces it",
    "-o circle.h5": "circle.h5: Too many levels of symbolic links",
}
CONFIGS = {
    "unknown": "threds = 2\n",
    "section": "[a]\nthreads = 2\n",
    "value": "threads = two\n",
    "flag": "n4 = maybe\n",
    "line": "force\n",
}


def test_wrong_options_and_outputs_are_named(here):
    for name, text in CONFIGS.items():
        (here / f"{name}.ini").write_text(text)
    (here / "old.h5").write_text("kept")
    (here / "circle.h5").symlink_to("circle.h5")
    before = sorted(os.listdir())
    for status, cases in (2, WRONG_USAGE), (1, BAD_INPUT):
        for options, message in cases.items():
            assert message in refused(*options.split(" "), status=status), options
    assert sorted(os.listdir()) == before and (here / "old.h5").read_text() == "kept"


def test_config_files_links_and_force(here):
    (here / "first.ini").write_text("size = 32\nn4 = yes\n")
    (here / "second.ini").write_text("# comment\r\n\r\nsize = 48 # more\r\nclip = 3,97\r\n")
    (here / "third.ini").write_text("n4 = off\n")
    (here / "target.h5").write_text("old")
    (here / "link.h5").symlink_to("target.h5")
    options = ["--config", "first.ini", "--config", "second.ini", "--clip", "4,96"]
    assert refused("-o", "link.h5", *options) == "link.h5: exists already; --force replaces it"
    assert call("checkpoints", "-o", "link.h5", *options, "--force", "-q").stderr == ""
    assert (here / "link.h5").is_symlink()
    with h5py.File("target.h5") as model:
        assert list(model.attrs["size"]) == [48, 48]
        assert model.attrs["preprocessing"] == '{"clip":[4.0,96.0],"n4":true,"spacing":1.36719}'
    whole = subprocess.run([PROGRAM, "checkpoints", "-o", "-", *options, "-q"], capture_output=True)
    assert whole.stdout == (here / "target.h5").read_bytes()
    assert call("checkpoints", "-o", "target.h5", *options, "--config", "third.ini", "--force").returncode == 0
    with h5py.File("target.h5") as model:
        assert '"n4":false' in model.attrs["preprocessing"]


def test_a_full_disk_and_a_reader_that_goes_leave_nothing(here):
    before = sorted(os.listdir())
    full = "cannot be written: No space left on device"
    assert refused("-o", "/dev/full") == f"/dev/full: {full}"
    limited = ["bash", "-c", f"ulimit -f 1; exec {QUOTED} checkpoints -o x.h5"]
    result = subprocess.run(limited, capture_output=True, text=True)
    assert result.stderr == "import-checkpoint: x.h5: cannot be written: File too large\n"
    piped = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {QUOTED} checkpoints -o - | true"], capture_output=True, text=True
    )
    assert piped.stderr == "import-checkpoint: standard output: cannot be written: Broken pipe\n"
    assert sorted(os.listdir()) == before


def test_standard_streams(here):
    other, terminal = pty.openpty()
    said = "is a terminal, binary data needs a file or a pipe"
    result = subprocess.run(
        [PROGRAM, "checkpoints", "-o", "-"], stdin=terminal, stdout=terminal, stderr=subprocess.PIPE, text=True
    )
    assert result.stderr == f"import-checkpoint: standard output: {said}\n"
    result = call("-", "-o", "x.h5", stdin=terminal)
    assert result.stderr == "import-checkpoint: standard input: is a terminal, a file or a pipe is expected\n"
    os.close(other)
    os.close(terminal)
    empty = call("-", "-o", "x.h5", stdin=subprocess.DEVNULL)
    assert empty.stderr.endswith("standard input: empty: the program in front of the pipe wrote nothing\n")
    closed = subprocess.run(["bash", "-c", f"{QUOTED} - -o x.h5 <&-"], capture_output=True, text=True)
    assert closed.stderr.endswith("standard input: cannot be read: Bad file descriptor\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGUSR1])
def test_signals_end_it_by_their_number(here, number):
    def default():
        signal.signal(number, signal.SIG_DFL)

    def catches():
        with open(f"/proc/{process.pid}/status") as file:
            caught = next(line for line in file if line.startswith("SigCgt"))
        return int(caught.split()[1], 16) >> (signal.SIGUSR1 - 1) & 1  # the last of them

    process = subprocess.Popen(
        [PROGRAM, "-", "-o", "x.h5"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=default
    )
    while process.poll() is None and not catches():
        time.sleep(0.01)
    process.send_signal(number)
    assert process.wait(20) == 128 + number
    assert process.stderr.read() == b"" and not (here / "x.h5").exists()


def test_at_any_moment_the_output_is_whole_or_not_there(here):
    begin = time.monotonic()
    assert call("checkpoints", "-o", "whole.h5").returncode == 0
    whole = time.monotonic() - begin
    for part in 0.8, 0.9, 1.0:
        process = subprocess.Popen([PROGRAM, "checkpoints", "-o", "x.h5"], stderr=subprocess.DEVNULL)
        time.sleep(part * whole)
        process.terminate()
        # -SIGTERM: before Python has a handler, however slowly it starts
        assert process.wait() in (0, 128 + signal.SIGTERM, -signal.SIGTERM)
        if (here / "x.h5").exists():
            assert (here / "x.h5").read_bytes() == (here / "whole.h5").read_bytes()
            (here / "x.h5").unlink()
        assert not list(here.glob(".coopseg*"))


def test_a_python_without_the_packages_is_named(here):
    for package in "h5py", "torch":
        (here / package).mkdir()
        module = here / package / f"{package}.py"
        module.write_text(f"raise ImportError('No module named {package}')")
        result = run_under_path(here / package)
        assert result.returncode == 1 and result.stderr.count("\n") == 1, result.stderr
        assert result.stderr.startswith(f"import-checkpoint: Python package {package} cannot be loaded by {sys.prefix}")


def run_under_path(folder):
    return call("checkpoints", "-o", "x.h5", env={**os.environ, "PYTHONPATH": str(folder)})


def test_it_has_the_version_of_the_other_programs():
    one, other = (run(program, "--version").stdout for program in ("import-checkpoint", "evaluate"))
    assert one.split() == ["coopseg", "import-checkpoint", other.split()[-1]]


def test_an_installed_prefix_can_be_moved(here):
    build = Path(PROGRAM).parents[1]
    if not (build / "cmake_install.cmake").exists():
        pytest.skip("the programs are in no build folder")
    install = ["cmake", "--install", build, "--prefix", here / "prefix", "--component", "import-checkpoint"]
    subprocess.run(install, check=True, capture_output=True)
    (here / "prefix").rename(here / "moved prefix")
    (here / "link").symlink_to("moved prefix/bin/import-checkpoint")
    assert call("checkpoints", "-o", "x.h5", program="./link").returncode == 0
    assert call("checkpoints", "-o", "y.h5").returncode == 0
    assert (here / "x.h5").read_bytes() == (here / "y.h5").read_bytes()
