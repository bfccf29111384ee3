"""workflows/package makes a wheel that needs Python packages and the C and C++ libraries of any Linux, nothing else."""

import getpass
import json
import os
import pwd
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from coopseg.experiment.run import name_user

ROOT = Path(__file__).parents[2]
BUILD = Path(os.environ["COOPSEG_BIN"]).parent
PROGRAMS = {"augment-latent", "corrupt-artifacts", "evaluate", "make-phantom", "predict", "preprocess", "refine"}
PROGRAMS |= {"train-ftn-stn", "import-checkpoint"}
# What PEP 600 lets a wheel of this name take from the machine, of what our programs use.
OF_ANY_LINUX = {"libc.so.6", "libm.so.6", "libz.so.1", "libstdc++.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}
OF_ANY_LINUX |= {"libexpat.so.1"}
LIBTORCH = {"libtorch.so", "libtorch_cpu.so", "libc10.so"}
pytestmark = pytest.mark.skipif(not (BUILD / "cmake_install.cmake").exists(), reason="programs are in no build folder")


def run(*words: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, env=os.environ | environment)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("wheel")
    fast = {"AUDITWHEEL_ZIP_COMPRESSION_LEVEL": "1"}
    made = run(sys.executable, ROOT / "cmake/wheel.py", BUILD, output, folder=output, **fast)
    assert made.returncode == 0, made.stderr
    (path,) = output.iterdir()
    assert made.stdout == f"{path}\n"
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel; its dependencies, torch among them, lie in a folder of another environment."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, folder=folder)
    pip = [sys.executable, "-m", "pip", "--python", folder / "bin/python", "install", "--no-deps", "--no-index"]
    result = run(*pip, wheel, folder=folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture
def with_torch(installed: Path) -> Path:
    (packages,) = installed.glob("lib/python3*/site-packages")
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    yield installed
    (packages / "others.pth").unlink()


def needed(binary: Path) -> set[str]:
    read = run("readelf", "--dynamic", binary, folder=binary.parent)
    return set(re.findall(r"\(NEEDED\).*\[(.+)\]", read.stdout))


def test_the_wheel_brings_all_but_torch(installed: Path) -> None:
    (packages,) = installed.glob("lib/python3*/site-packages")
    libraries = list((packages / "coopseg.libs").iterdir())
    programs = list((packages / "coopseg/project/bin").iterdir())
    assert {path.name for path in programs} == PROGRAMS - {"import-checkpoint"}
    modules = list((packages / "coopseg/project").rglob("*.so"))
    assert [path.name for path in modules] == ["libcoopseg_dicom.so"]
    brought = {path.name for path in libraries}
    for binary in libraries + programs + modules:
        assert needed(binary) <= brought | OF_ANY_LINUX | LIBTORCH, binary
        runpath = run("readelf", "--dynamic", binary, folder=packages).stdout
        for place in re.findall(r"R.*PATH.*\[(.*)\]", runpath):
            assert all(part.startswith("$ORIGIN") for part in place.split(":")), binary
    for program in programs:
        found = run("ldd", program, folder=packages).stdout
        missing = set(re.findall(r"(\S+) => not found", found))
        assert missing <= LIBTORCH, program


def test_it_has_the_whole_package_and_what_the_workflow_reads(installed: Path) -> None:
    (packages,) = installed.glob("lib/python3*/site-packages")
    for source, target in (
        (ROOT / "workflows/scripts/coopseg", "coopseg"),
        (ROOT / "configs", "coopseg/project/configs"),
    ):
        for path in source.rglob("*.*"):
            if path.is_file() and path.suffix != ".pyc":
                assert (packages / target / path.relative_to(source)).read_bytes() == path.read_bytes(), path


def test_it_brings_licences_pages_and_completions(wheel: Path, installed: Path) -> None:
    assert re.fullmatch(r"coopseg-\d+\.\d+\.\d+-py3-none-manylinux_2_\d+_x86_64\.whl", wheel.name)
    for folder, suffix in ("man/man1", ".1"), ("bash-completion/completions", ""):
        assert {path.name for path in (installed / "share" / folder).iterdir()} == {name + suffix for name in PROGRAMS}
    names = zipfile.ZipFile(wheel).namelist()
    licences = {Path(name).stem for name in names if ".dist-info/licenses/linked/" in name}
    assert {"libinsighttoolkit5.2", "libhdf5-dev", "libpng16-16", "libaec0", "libdeflate0", "libgdcm3.0"} <= licences
    assert "libssl-dev" in licences
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_its_dependencies_are_those_of_the_checkout() -> None:
    given = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    words = (ROOT / "workflows/requirements.txt").read_text().split()
    pinned = dict(word.split("==") for word in words if "==" in word)
    for text in given["dependencies"] + given["optional-dependencies"]["slurm"]:
        wanted = Requirement(text)
        assert wanted.specifier.contains(pinned[wanted.name]), text


def test_every_program_starts_and_says_its_version(wheel: Path, with_torch: Path, tmp_path: Path) -> None:
    for name in PROGRAMS:
        (tmp_path / f"my-{name}").symlink_to(with_torch / "bin" / name)
        for program in with_torch / "bin" / name, tmp_path / f"my-{name}":
            result = run(program, "--version", folder=tmp_path)
            assert result.stdout == f"coopseg {name} {wheel.name.split('-')[1]}\n", result.stderr


def test_the_module_that_reads_dicom_is_found(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "scan").mkdir()
    (tmp_path / "scan/image").write_bytes(bytes(128) + b"DICM")
    (packages,) = installed.glob("lib/python3*/site-packages")
    program = packages / "coopseg/project/bin/preprocess"
    result = run(program, "scan", "-o", "study.h5", folder=tmp_path)
    assert result.stderr == "preprocess: scan/image: truncated or damaged DICOM file\n"


def test_programs_find_the_libtorch_of_their_environment(installed: Path, tmp_path: Path) -> None:
    (packages,) = installed.glob("lib/python3*/site-packages")
    program = packages / "coopseg/project/bin/predict"
    assert "cannot open shared object file" in run(program, "--version", folder=tmp_path).stderr
    (packages / "torch").symlink_to(Path(sysconfig.get_path("purelib")) / "torch")
    assert run(program, "--version", folder=tmp_path).returncode == 0
    (packages / "torch").unlink()


def refusal(environment: Path, name: str, version: str | None, folder: Path) -> subprocess.CompletedProcess:
    """What a command says where torch is of that version, or not there."""
    if version:
        (folder / "torch.dist-info").mkdir(exist_ok=True)
        (folder / "torch.dist-info/METADATA").write_text(f"Metadata-Version: 2.1\nName: torch\nVersion: {version}\n")
    return run(environment / "bin" / name, "demo", folder=folder, PYTHONPATH=str(folder))


def is_refusal(result: subprocess.CompletedProcess, name: str, found: str, environment: Path) -> bool:
    python = re.escape(str(environment / "bin/python"))
    line = rf"{name}: {re.escape(found)} found, torch 2\.13 expected: {python}3? -m pip install 'torch==2\.13\.\*'\n"
    return result.returncode == 1 and result.stdout == "" and re.fullmatch(line, result.stderr) is not None


def test_a_program_needs_the_torch_it_was_built_with(installed: Path, tmp_path: Path) -> None:
    result = refusal(installed, "predict", None, tmp_path)
    assert is_refusal(result, "predict", "no Python package torch", installed), result.stderr
    for version in "2.12.1", "2.130.0", "2.14.0+cu130":
        result = refusal(installed, "predict", version, tmp_path)
        assert is_refusal(result, "predict", f"torch {version}", installed), result.stderr
    assert run(installed / "bin/evaluate", "--version", folder=tmp_path).returncode == 0


def test_an_experiment_needs_the_torch_of_the_programs(with_torch: Path, tmp_path: Path) -> None:
    result = refusal(with_torch, "coopseg-run", "2.14.1", tmp_path)
    assert is_refusal(result, "coopseg-run", "torch 2.14.1", with_torch), result.stderr
    assert not (tmp_path / "results").exists()


TINY = "base-width = 2\nsize = 32\nbatch-size = 8\nepochs = 9\nmax-steps = 6\nlearning-rate = 0.01\n"
SPLIT = "case_or_patient,split\npatient001,train\npatient002,val\npatient003,test\npatient1001,test\n"


def test_an_experiment_runs_without_the_checkout(with_torch: Path, tmp_path: Path) -> None:
    """Its own split and budget lie in the working directory, the demo's manifest in the wheel; there is no home."""
    settings = (ROOT / "tests/workflows/smallest.yaml").read_text()
    settings += "methods: [standard, standard-long]\nsplit: split.csv\nbudget: tiny.ini\n"
    for name, text in {"small.yaml": settings, "tiny.ini": TINY, "split.csv": SPLIT}.items():
        (tmp_path / name).write_text(text)
    result = run(
        with_torch / "bin/coopseg-run", "demo", "small.yaml", folder=tmp_path, HOME="/dev/null", XDG_CACHE_HOME=""
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr.startswith("coopseg-run: the home folder cannot be written") and (tmp_path / ".cache").is_dir()
    assert "standard-long" in (tmp_path / "results/demo/report.html").read_text()
    experiment = json.loads((tmp_path / "results/demo/experiment.json").read_text())
    assert re.fullmatch("[0-9a-f]{7,}( with changes)?|unknown", experiment["versions"]["commit"])
    where = run(with_torch / "bin/coopseg-run", "--where", folder=tmp_path).stdout.strip()
    assert (Path(where) / "configs/train/coop.ini").is_file() and Path(where).is_relative_to(with_torch)
    planned = run(
        with_torch / "bin/coopseg-plan", "--configfile", f"{where}/configs/experiments/demo.yaml", folder=tmp_path
    )
    assert planned.returncode == 0 and "train_long" in planned.stdout, planned.stderr


def test_a_user_without_a_name_gets_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "LOGNAME", "USER", "LNAME", "USERNAME":
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", lambda number: {}[number])
    name_user()
    assert getpass.getuser() == str(os.getuid())


@pytest.mark.parametrize(
    "words, said", [(["dmeo"], "unknown experiment 'dmeo' (did you mean demo?)"), ([], "found no")]
)
def test_an_unknown_experiment_is_wrong_usage(words: list, said: str, with_torch: Path, tmp_path: Path) -> None:
    result = run(with_torch / "bin/coopseg-run", *words, folder=tmp_path)
    assert result.returncode == 2 and result.stderr.startswith(f"coopseg-run: {said}")
    assert result.stdout == "" and result.stderr.count("\n") == 1
