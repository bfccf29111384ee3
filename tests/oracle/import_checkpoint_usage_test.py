"""import-checkpoint is Python, the other programs are C++: options, outputs and signals are the same."""

import os
import pty
import shlex
import signal
import subprocess
import sys
import time

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


SAME_AS_PREPROCESS = [
    "-o",
    "-o x.h5 -o y.h5",
    "-o x.h5 --outptu=y.h5",
    "--output=",
    "-o x.h5 --threads two",
    "-o x.h5 --threads=1.5",
    "-o x.h5 --threads -1",
    "-o x.h5 --force=yes",
    "-o x.h5 -q -v",
    "-o x.h5 -qq",
    "-o x.h5 --spacing nan",
    "-o x.h5 --spacing 0",
    "-o x.h5 --clip 3",
    "-o x.h5 --clip 98,2",
    "-o x.h5 --clip 2,101",
    "-o x.h5 --config gone.ini",
    "-o x.h5 --config unknown.ini",
    "-o x.h5 --config section.ini",
    "-o x.h5 --config twice.ini",
    "-o x.h5 --config flag.ini",
    "-o x.h5 --config line.ini",
    "-o gone/x.h5",
    "-o checkpoints",
    "-o old.h5",
    "-o circle.h5",
]
CONFIGS = {
    "unknown": "threds = 2\n",
    "section": "[a]\nthreads = 2\n",
    "twice": "threads = 1\nthreads = 2\n",
    "flag": "n4 = maybe\n",
    "line": "force\n",
}


def test_options_and_outputs_are_refused_as_by_the_other_programs(here):
    for name, text in CONFIGS.items():
        (here / f"{name}.ini").write_text(text)
    (here / "old.h5").write_text("kept")
    (here / "circle.h5").symlink_to("circle.h5")
    before = sorted(os.listdir())
    for options in SAME_AS_PREPROCESS:
        ours = call("checkpoints", *options.split(" "))
        other = call("checkpoints", *options.split(" "), program=os.path.join(os.environ["COOPSEG_BIN"], "preprocess"))
        assert ours.returncode == other.returncode != 0, options
        assert ours.stderr == other.stderr.replace("preprocess: ", "import-checkpoint: ", 1), options
    assert sorted(os.listdir()) == before and (here / "old.h5").read_text() == "kept"
    assert refused("-o", "x.h5", "--size", 17, status=2).startswith("--size: 17 found, a multiple of 16 up to 4096")
    assert refused("-o", "x.h5", "--variant", "a", status=2).startswith("--variant: variant 'a': expected one of none,")
    assert refused("-o", "x.h5", "--names", "0=a,2=b").startswith("--names: /: attribute names: entry '2=b' found")


def test_config_files_links_and_force(here):
    (here / "first.ini").write_text("size = 32\nn4 = yes\n")
    (here / "second.ini").write_text("# comment\r\n\r\nsize = 48 # more\r\nclip = 3,97\r\n")
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
        return int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1

    process = subprocess.Popen(
        [PROGRAM, "-", "-o", "x.h5"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=default
    )
    while process.poll() is None and not catches():
        time.sleep(0.01)
    process.send_signal(number)
    assert process.wait(20) == 128 + number
    assert process.stderr.read() == b"" and not (here / "x.h5").exists()


def test_at_any_moment_the_output_is_whole_or_not_there(here):
    assert call("checkpoints", "-o", "whole.h5").returncode == 0
    for delay in 0.3, 0.6, 0.9, 1.2, 1.5:
        process = subprocess.Popen([PROGRAM, "checkpoints", "-o", "x.h5"], stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.terminate()
        assert process.wait() in (0, 128 + signal.SIGTERM)
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
    assert run("import-checkpoint", "--version").stdout.startswith("coopseg import-checkpoint ")


def run_under_path(folder):
    return call("checkpoints", "-o", "x.h5", env={**os.environ, "PYTHONPATH": str(folder)})
