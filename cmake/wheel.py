"""Makes a wheel of the programs in a build folder, their manual, the workflow and what it reads. Prints its path.

wheel.py BUILD OUTPUT: what the programs link is in the wheel, with its licence, but for the C and C++ libraries of any
Linux that the wheel's name says, and LibTorch, which comes with the Python package torch."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("pyproject.toml", "README.md", "LICENSE")
PROJECT = ("configs", "data_manifests", "workflows/Snakefile", "workflows/profiles", "workflows/rules")
OF_ANY_LINUX = ("lib32", "libc6", "libgcc", "libstdc++")  # packages whose names begin so
LIBTORCH = ("libtorch*.so", "libc10*.so")
TORCH_FROM_PROGRAMS = "$ORIGIN/../../../torch/lib"  # coopseg/project/bin and torch/lib, in one environment
IGNORED = shutil.ignore_patterns("__pycache__", "*.egg-info")


def run(*words: str | Path, cwd: Path = ROOT) -> str:
    """Standard output; where the command fails, what it said and the end."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # patchelf, which auditwheel calls
    result = subprocess.run(words, cwd=cwd, capture_output=True, text=True, env=os.environ | {"PATH": path})
    if result.returncode != 0:
        raise SystemExit(f"package: {' '.join(map(str, words))}:\n{result.stdout}{result.stderr}")
    return result.stdout


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=IGNORED, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)


def make_package(folder: Path) -> Path:
    """The wheel of the Python package alone, unpacked; its sources are copied, since setuptools writes beside them."""
    sources, unpacked = folder / "sources", folder / "unpacked"
    for name in SOURCES:
        copy(ROOT / name, sources / name)
    copy(ROOT / "workflows/scripts/coopseg", sources / "workflows/scripts/coopseg")
    pip = (sys.executable, "-m", "pip", "wheel", "--no-index", "--no-deps", "--no-build-isolation")
    run(*pip, "--wheel-dir", folder, ".", cwd=sources)
    run("wheel", "unpack", "--dest", unpacked, next(folder.glob("*.whl")))
    return next(unpacked.iterdir())


def commit() -> str:
    if not (ROOT / ".git").exists():
        return "unknown"
    changes = run("git", "status", "--porcelain", "--untracked-files=no")
    return run("git", "rev-parse", "--short", "HEAD").strip() + (" with changes" if changes else "")


def add_project(unpacked: Path, prefix: Path, name: str) -> list[Path]:
    """The programs, their manual, and what the workflow reads. Gives the programs."""
    project = unpacked / "coopseg/project"
    for part in PROJECT:
        copy(ROOT / part, project / part)
    for script in (ROOT / "workflows/scripts").glob("*.*"):
        copy(script, project / "workflows/scripts" / script.name)
    copy(ROOT / "workflows/scripts/on-free-gpu", project / "workflows/scripts/on-free-gpu")
    (project / "commit").write_text(commit() + "\n")
    copy(prefix / "bin", project / "bin")
    for module in prefix.glob("lib*/**/*.so"):  # that programs load, in the place where they look for it
        copy(module, project / module.relative_to(prefix))
    copy(prefix / "share", unpacked / f"{name}.data/data/share")
    return sorted((project / "bin").iterdir())


def edit(path: Path, pattern: str, new: str) -> None:
    text, count = re.subn(pattern, new, path.read_text())
    if count == 0:
        raise SystemExit(f"package: {path.name}: found no '{pattern}'")
    path.write_text(text)


def add_commands(information: Path, programs: list[Path]) -> None:
    commands = ["coopseg-run = coopseg.experiment.run:main", "coopseg-plan = coopseg.watching.plan_table:main"]
    commands += [f"{program.name} = coopseg.installed_program:main" for program in programs]
    edit(information / "entry_points.txt", r"\[console_scripts\]\n", "[console_scripts]\n" + "\n".join(commands) + "\n")
    edit(information / "WHEEL", "Root-Is-Purelib: true", "Root-Is-Purelib: false")
    edit(information / "WHEEL", "Tag: .*", f"Tag: py3-none-linux_{os.uname().machine}")


def packages_in(programs: list[Path]) -> set[str]:
    """The Debian packages whose libraries the programs link, statically or not."""
    listed = (ROOT / "workflows/packages.txt").read_text().splitlines()
    paths = re.findall(r"=> (/\S+)", "".join(run("ldd", program) for program in programs))
    libraries = {str(Path(path).resolve()) for path in paths if "/torch/" not in path}
    # dpkg knows a library of /usr/lib by the folder that its package names, which may be /lib
    places = libraries | {path.removeprefix("/usr") for path in libraries}
    owners = subprocess.run(["dpkg-query", "--search", *places], capture_output=True, text=True).stdout
    package_of = {path: package for package, path in re.findall(r"^(.+?):.* (/\S+)$", owners, re.MULTILINE)}
    if unknown := sorted(path for path in libraries if not {path, path.removeprefix("/usr")} & package_of.keys()):
        raise SystemExit(f"package: libraries of no Debian package, so without a licence: {', '.join(unknown)}")
    packages = {name for name in listed if re.fullmatch(r"\S+-dev", name)} | set(package_of.values())
    return {name for name in packages if not name.startswith(OF_ANY_LINUX)}


def add_licences(information: Path, programs: list[Path]) -> None:
    for package in packages_in(programs):
        copy(Path(f"/usr/share/doc/{package}/copyright"), information / f"licenses/linked/{package}.txt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=Path, metavar="BUILD", help="where the programs were built")
    parser.add_argument("output", type=Path, metavar="OUTPUT", help="the folder for the wheel")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for component in "programs", "manual":
            run("cmake", "--install", given.build, "--prefix", folder / "prefix", "--component", component)
        unpacked = make_package(folder)
        (information,) = unpacked.glob("*.dist-info")
        programs = add_project(unpacked, folder / "prefix", information.stem)
        add_commands(information, programs)
        add_licences(information, programs + list((unpacked / "coopseg/project").rglob("*.so")))
        run("patchelf", "--set-rpath", TORCH_FROM_PROGRAMS, *programs)
        packed, repaired = folder / "packed", folder / "repaired"
        packed.mkdir()
        run("wheel", "pack", "--dest-dir", packed, unpacked)
        without = [word for pattern in LIBTORCH for word in ("--exclude", pattern)]
        run("auditwheel", "repair", *without, "--wheel-dir", repaired, *packed.iterdir())
        (wheel,) = repaired.iterdir()
        copy(wheel, given.output / wheel.name)
        print(given.output / wheel.name)


if __name__ == "__main__":
    main()
