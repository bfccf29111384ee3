"""Feeds damaged files to the programs and counts how they end.

    .venv/bin/python tests/bench/fuzz.py [--bin DIR] [--inputs N] [--seed N] [--only TARGET,...] [--keep DIR]

Every input is a good file that was made here, damaged at a few places: bits, numbers, lengths, text, HDF5 structures,
and what is packed by gzip damaged before it is packed. A program may read it or refuse it. It is a fault where a
program ends by a signal or an unknown status, runs for longer than 20 s, takes more than 2 GB, prints what a library or
a sanitizer says, or refuses without a line of its own. Prints counts by target and outcome, and for each fault the
seed that makes it again; exit status 1 where there is one. With the programs of the preset `sanitize`, the sanitizers'
reports count as faults, and memory is not looked at. Programs are started once and copied for each input
(fork_server.cpp).
"""

import argparse
import collections
import concurrent.futures
import gzip
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import nibabel
import numpy as np
import SimpleITK
import torch
from fork_server import Ended, ForkServer, start

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/oracle"))
from dicom_series import Series  # noqa: E402
from published_network import make_networks  # noqa: E402

TINY = "base-width = 2\nsize = 16\nbatch-size = 4\nepochs = 1\nlearning-rate = 0.01\n"
SECONDS, MEGABYTES = 20, 2000
SCRIPTS = ["import-checkpoint"]  # programs that a fork server cannot hold
LIBRARY_WORDS = re.compile(
    rb"HDF5-DIAG|terminate called|what\(\)|Traceback|c10::|itk::|AddressSanitizer|runtime error:|LeakSanitizer"
)
NUMBERS = [0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2**63, 2**64 - 1]
WORDS = ["", "-1", "1e309", "nan", "9" * 20, '"', "'", ",", ";", "\n", "\0", "ä", "\\", "{", "[" * 4, "="]


@dataclass
class Target:
    """A program with one file to damage: FILE in the arguments, which lies in HERE with copies of `beside`."""

    name: str
    good: Path
    arguments: list[str]
    weight: int  # how many inputs of a hundred or so
    text: bool = False
    beside: tuple[Path, ...] = ()


def damage_bytes(data: bytearray, draw: random.Random) -> None:
    for _ in range(draw.choice([1, 1, 1, 2, 4, 16])):
        if not data:
            return
        at = draw.randrange(min(len(data), draw.choice([64, 400, 4096, 1 << 30])))
        kind = draw.randrange(6)
        if kind == 0:
            data[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            data[at] = draw.randrange(256)
        elif kind == 2:
            width = draw.choice([1, 2, 4, 8])
            number = (draw.choice(NUMBERS) % 2 ** (8 * width)).to_bytes(width, draw.choice(["little", "big"]))
            data[at : at + width] = number
        elif kind == 3:
            del data[at : at + draw.choice([1, 4, 100])]
        elif kind == 4:
            data[at:at] = data[at : at + draw.choice([1, 8, 200])]
        elif draw.random() < 0.2:
            del data[at:]


def damage_structures(data: bytearray, draw: random.Random) -> None:
    """Sizes and addresses behind a signature of HDF5: heap, B-tree, symbol table, global heap, object header."""
    signature = draw.choice([b"HEAP", b"TREE", b"SNOD", b"GCOL", b"OHDR", b"\x89HDF"])
    places = [found.start() for found in re.finditer(re.escape(signature), bytes(data))]
    if places:
        at = draw.choice(places) + 4 * draw.randrange(1, 20)
        width = draw.choice([2, 4, 8])
        data[at : at + width] = (draw.choice(NUMBERS) % 2 ** (8 * width)).to_bytes(width, "little")


def damage_text(data: bytearray, draw: random.Random) -> None:
    pieces = re.split(rb"([\s,=:;\"\[\]{}]+)", bytes(data))
    for _ in range(draw.choice([1, 1, 2, 5])):
        at = draw.randrange(len(pieces))
        more = pieces[at][:200] * draw.choice([2, 1000])
        pieces[at] = draw.choice([draw.choice(WORDS).encode(), draw.choice(pieces), more])
    data[:] = b"".join(pieces)


def damaged(target: Target, good: bytes, seed: int) -> bytes:
    draw = random.Random(f"{target.name} {seed}")
    packed = good[:2] == b"\x1f\x8b" and draw.random() < 0.7
    data = bytearray(gzip.decompress(good) if packed else good)
    if target.text and draw.random() < 0.7:
        damage_text(data, draw)
    elif data[:4] == b"\x89HDF" and draw.random() < 0.5:
        damage_structures(data, draw)
    else:
        damage_bytes(data, draw)
    return gzip.compress(bytes(data), 1, mtime=0) if packed else bytes(data)


def outcome(program: str, status: int, seconds: float, megabytes: float, messages: bytes) -> str:
    if seconds > SECONDS:
        return "FAULT hang"
    if LIBRARY_WORDS.search(messages):
        return "FAULT a library's words"
    if status < 0:
        return f"FAULT signal {-status}"
    if megabytes > MEGABYTES:
        return "FAULT memory"
    if status == 0:
        return "read"
    if status not in (1, 2):
        return f"FAULT status {status}"
    lines = messages.decode(errors="replace").splitlines()
    if not any(line.startswith(f"{program}: ") for line in lines) or len(lines) > 20:
        return "FAULT no line of its own"
    return "refused" if status == 1 else "refused as wrong use"


class Runner:
    def __init__(self, programs: Path, folder: Path, keep: Path | None) -> None:
        self.programs, self.folder, self.keep = programs, folder, keep
        self.sanitized = b"__asan_init" in (programs / "evaluate").read_bytes()
        self.local = threading.local()
        self.servers: list[ForkServer] = []

    def own_folder(self) -> Path:
        if not hasattr(self.local, "folder"):
            self.local.folder = Path(tempfile.mkdtemp(dir=self.folder))
            self.local.servers = {}
        return self.local.folder

    def server(self, program: str) -> ForkServer:
        if program not in self.local.servers:
            self.local.servers[program] = ForkServer(
                self.programs / program, self.programs.parent / "lib/fork_server.so"
            )
            self.servers.append(self.local.servers[program])
        return self.local.servers[program]

    def started(self, words: list[str], messages: Path) -> Ended:
        if words[0] in SCRIPTS:
            return start([self.programs / words[0], *words[1:]], messages, SECONDS + 1)
        return self.server(words[0]).run(words[1:], messages, SECONDS + 1)

    def run(self, target: Target, good: bytes, seed: int) -> str:
        folder = self.own_folder()
        here = folder / "here"
        here.mkdir()
        for other in target.beside:
            shutil.copy(other, here)
        file = here / target.good.name
        file.write_bytes(damaged(target, good, seed))
        named = {
            "FILE": str(file),
            "HERE": f"{here}/",
            "OUT.h5": str(here / "out.h5"),
            "OUT.csv": str(here / "out.csv"),
        }
        words = [named.get(word, word) for word in target.arguments]
        ended = self.started(words, folder / "messages")
        printed = (folder / "messages").read_bytes()
        memory = 0 if self.sanitized else ended.megabytes
        result = outcome(words[0], ended.status, ended.seconds, memory, printed)
        if result.startswith("FAULT"):
            print(f"{target.name} {seed}: {result}: {printed[-300:].decode(errors='replace').strip()}", flush=True)
            if self.keep:
                self.keep.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, self.keep / f"{target.name}-{seed}-{file.name}")
        shutil.rmtree(here)
        return result

    def close(self) -> None:
        for server in self.servers:
            server.close()


def make_good_files(programs: Path, folder: Path) -> list[Target]:
    """The files to damage, and what reads them."""

    def run(*words: object) -> None:
        subprocess.run([programs / str(words[0]), *map(str, words[1:]), "-q"], check=True, cwd=folder)

    run("make-phantom", "--site", "a", "--subjects", "2", "--size", "32", "--spacing", "8", "-o", "cohort")
    image, label = (next((folder / "cohort").rglob(f"*_frame01{end}.nii.gz")) for end in ("", "_gt"))
    loaded = nibabel.load(image)
    nibabel.save(loaded, folder / "scan.nii")
    nibabel.save(nibabel.Nifti1Pair(loaded.get_fdata().astype(np.int16), loaded.affine), folder / "pair.hdr")
    for ending in ("mha", "nrrd", "gipl"):
        SimpleITK.WriteImage(SimpleITK.ReadImage(str(image)), folder / f"scan.{ending}")
    SimpleITK.WriteImage(SimpleITK.ReadImage(str(image)), folder / "packed.mha", useCompression=True)
    nibabel.save(nibabel.AnalyzeImage(loaded.get_fdata().astype(np.int16), None), folder / "analyze.img")
    numbers = "1=RV,2=MYO,3=LV"
    run("preprocess", image, "--label", label, "--labels", numbers, "--spacing", 8, "-o", "study.h5")
    run("preprocess", "--manifest", "cohort/manifest.csv", "--data-root", "cohort", "--spacing", 8, "-o", "all.h5")
    run("corrupt-artifacts", "study.h5", "--artifact", "motion", "-o", "bad.h5", "--parameters", "drawn.json")
    dicom = list(Series(slices=3, frames=2).write(folder / "dicom").values())
    (folder / "tiny.ini").write_text(TINY)
    study, whole = folder / "study.h5", folder / "all.h5"
    (folder / "studies.txt").write_text(f"{whole}\n")
    lists = [f"--{kind}-list={folder}/studies.txt" for kind in ("train", "val")]
    train = ["train-ftn-stn", *lists, "--allow-leak", "--config", str(folder / "tiny.ini"), "--threads", "1"]
    run(*train, "-o", "run/")
    run("predict", "--model", "run/best.h5", study, "-o", "segmented.h5", "--threads", 1)
    networks = {name: network.state_dict() for name, network in make_networks().items()}
    torch.save({"network_type": "FCN_16_standard", "model_state": networks}, folder / "snapshot.pkl")
    (folder / "pairs.csv").write_text(f"case,reference,prediction\na,{label},{label}\n")
    (folder / "options.ini").write_text("artifact = motion\nseverity = 3\nseed = 4\n")
    predict = ["predict", "--model", "FILE", str(study), "-o", "OUT.h5", "--threads", "1"]
    preprocess = ["preprocess", "FILE", "--spacing", "8", "-o", "OUT.h5"]
    manifest = ["preprocess", "--manifest", "FILE", "--data-root", str(folder / "cohort"), *preprocess[2:]]
    corrupt = ["corrupt-artifacts", str(study), "-o", "OUT.h5"]
    return [
        Target("study", folder / "segmented.h5", ["evaluate", "FILE", "-o", "OUT.csv", "--threads", "1"], 36),
        Target("corrupted-study", study, ["corrupt-artifacts", "FILE", "--artifact", "gamma", "-o", "OUT.h5"], 8),
        Target("nifti", folder / "scan.nii", preprocess, 10),
        Target("nifti-gz", image, preprocess, 8),
        Target("pair", folder / "pair.hdr", preprocess, 4, beside=(folder / "pair.img",)),
        *(Target(ending, folder / f"scan.{ending}", preprocess, 4) for ending in ("mha", "nrrd", "gipl")),
        Target("mha-packed", folder / "packed.mha", preprocess, 4),
        Target("analyze", folder / "analyze.hdr", preprocess, 4, beside=(folder / "analyze.img",)),
        Target("dicom", dicom[0], ["preprocess", "HERE", "--frame", "1", "-o", "OUT.h5"], 8, beside=tuple(dicom[1:])),
        Target("label", label, ["evaluate", "--prediction", "FILE", "-o", "OUT.csv", "--threads", "1"], 4),
        Target("manifest", folder / "cohort/manifest.csv", manifest, 5, text=True),
        Target("pairs", folder / "pairs.csv", ["evaluate", "--pairs", "FILE", "-o", "OUT.csv"], 4, text=True),
        Target("options", folder / "options.ini", [*corrupt, "--config", "FILE"], 5, text=True),
        Target("replay", folder / "drawn.json", [*corrupt, "--replay", "FILE"], 5, text=True),
        Target("model", folder / "run/best.h5", predict, 2),
        Target("last", folder / "run/last.h5", [*train, "-o", "HERE", "--resume"], 1, beside=(folder / "run/best.h5",)),
        Target("snapshot", folder / "snapshot.pkl", ["import-checkpoint", "FILE", "-o", "OUT.h5", "--size", "32"], 2),
    ]


def count(targets: list[Target], runner: Runner, inputs: int, first_seed: int) -> collections.Counter[tuple[str, str]]:
    order = random.Random(first_seed).choices(targets, [target.weight for target in targets], k=inputs)
    good = {target.name: target.good.read_bytes() for target in targets}
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        tried = pool.map(lambda job: runner.run(job[1], good[job[1].name], job[0]), enumerate(order, first_seed))
        for target, result in zip(order, tried, strict=True):
            counts[target.name, result] += 1
            if counts.total() % 10000 == 0:
                print(f"{counts.total()} of {inputs} inputs", file=sys.stderr, flush=True)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, default=ROOT / "build/release/bin")
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="of the first input; the next has the next")
    parser.add_argument("--only", default="", help="names of targets, divided by commas")
    parser.add_argument("--keep", type=Path, help="folder for the inputs of faults")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as made:
        targets = make_good_files(options.bin.resolve(), Path(made))
        if options.only:
            targets = [target for target in targets if target.name in options.only.split(",")]
        runner = Runner(options.bin.resolve(), Path(made), options.keep)
        counts = count(targets, runner, options.inputs, options.seed)
        runner.close()
    for (name, result), number in sorted(counts.items()):
        print(f"{name:16} {result:24} {number:7}")
    faults = sum(number for (_, result), number in counts.items() if result.startswith("FAULT"))
    print(f"{counts.total()} inputs, {faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
