"""The stages of tests/gpu/run: each takes the machine and returns numbers by name."""

import csv
import gzip
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ["make-phantom", "preprocess", "train-ftn-stn", "predict", "golden_network", "training_step"]
PUBLISHED = ("20", "192", "16")  # batch, side, width
SMALL = ("2", "32", "2")
PHANTOM = {"train": 15, "test": 5}


@dataclass
class Machine:
    """Where things are, and how long the stage under way may go on."""

    root: Path
    pack: Path
    work: Path
    prefix: Path
    out: Path
    device: str
    torch: Path | None
    deadline: float = 0.0

    def run(self, *command: object, **options: object) -> str:
        environment = {**self.environment(), **options.pop("env", {})}
        left = max(1.0, self.deadline - time.monotonic())
        words = [str(word) for word in command]
        done = subprocess.run(
            words, capture_output=True, text=True, check=True, timeout=left, env=environment, **options
        )
        return done.stdout

    def environment(self) -> dict[str, str]:
        libraries = f"{self.prefix / 'lib'}:{self.prefix / 'lib/itk'}:{os.environ.get('LD_LIBRARY_PATH', '')}"
        return {**os.environ, "LD_LIBRARY_PATH": libraries.rstrip(":")}

    def program(self, name: str) -> Path:
        return self.work / "build" / {"training_step": "bench"}.get(name, "bin") / name

    def torch_folder(self) -> Path:
        where = "import pathlib, torch; print(pathlib.Path(torch.__file__).parent)"
        return self.torch or Path(self.run(sys.executable, "-c", where).strip().splitlines()[-1])

    def has_gpu(self) -> bool:
        tool = shutil.which("nvidia-smi")
        return tool is not None and subprocess.run([tool, "-L"], capture_output=True, check=False).returncode == 0

    def precisions(self) -> list[str]:
        return ["fp32", "tf32", "bf16"] if self.device == "cuda" else ["fp32", "bf16"]

    def shape(self) -> tuple[str, str, str]:
        return PUBLISHED if self.device == "cuda" else SMALL


def build(machine: Machine) -> dict:
    """Only what the stages need, against the machine's own LibTorch."""
    folder = machine.work / "build"
    settings = {
        "CMAKE_BUILD_TYPE": "Release",
        "CMAKE_PREFIX_PATH": machine.prefix,
        "Boost_NO_BOOST_CMAKE": "ON",  # a system may have the headers of another version
        "BOOST_ROOT": machine.prefix,
        "CMAKE_CXX_FLAGS": "-DBOOST_ALL_NO_LIB",  # as Debian's package says
        "ITK_DIR": machine.prefix / "lib/cmake/ITK",
        "LIBTORCH_DIR": machine.torch_folder(),
        "CMAKE_POLICY_DEFAULT_CMP0167": "OLD",
    }
    options = [f"-D{name}={value}" for name, value in settings.items()]
    machine.run("cmake", "-G", "Ninja", "-S", machine.root, "-B", folder, *options)
    machine.run("cmake", "--build", folder, "--target", *PROGRAMS)
    return {"torch": str(machine.torch_folder())}


def preprocess(machine: Machine, manifest: Path, data: Path, patients: set[str], study: Path) -> None:
    with manifest.open(newline="") as file:
        cases = [row["case"] for row in csv.DictReader(file) if row["patient"] in patients]
    chosen = [word for case in cases for word in ("--case", case)]
    machine.run(
        machine.program("preprocess"), "--manifest", manifest, "--data-root", data, *chosen, "--force", "-o", study
    )
    study.with_suffix(".txt").write_text(f"{study.name}\n")


def data(machine: Machine) -> dict:
    """Studies of the phantom and, where the pack has them, of ACDC's run 0."""
    phantom = machine.work / "phantom"
    count = sum(PHANTOM.values())
    machine.run(machine.program("make-phantom"), "--site", "a", "--subjects", count, "--force", "-o", phantom)
    with (phantom / "manifest.csv").open(newline="") as file:
        patients = sorted({row["patient"] for row in csv.DictReader(file)})
    parts = {"train": set(patients[:10]), "val": set(patients[10:15]), "test": set(patients[15:])}
    for part, chosen in parts.items():
        preprocess(machine, phantom / "manifest.csv", phantom, chosen, machine.work / f"phantom-{part}.h5")
    if (machine.pack / "acdc").exists():
        with (machine.root / "data_manifests/acdc/run-0.csv").open(newline="") as file:
            split = [(row["case_or_patient"], row["split"]) for row in csv.DictReader(file)]
        for part in ("train", "val", "test"):
            chosen = {patient for patient, where in split if where == part}
            preprocess(
                machine,
                machine.pack / "acdc/manifest.csv",
                machine.pack / "acdc",
                chosen,
                machine.work / f"acdc-{part}.h5",
            )
    return {"studies": len(list(machine.work.glob("*.h5")))}


def golden(machine: Machine) -> dict:
    """golden.network on the device, in FP32 without TF32, within the same tolerances."""
    told = machine.run(machine.program("golden_network"), env={"COOPSEG_TEST_DEVICE": machine.device})
    (machine.out / "golden.log").write_text(told)
    passed = [line for line in told.splitlines() if "PASSED" in line]
    return {"tests": passed[0].split("]")[1].strip() if passed else "none"}


def train_command(machine: Machine, name: str, config: str, data_set: str, *more: object) -> list[object]:
    lists = ["--train-list", machine.work / f"{data_set}-train.txt", "--val-list", machine.work / f"{data_set}-val.txt"]
    configs = [
        "--config",
        machine.root / f"configs/train/{config}.ini",
        "--config",
        machine.root / "configs/train/budget/published.ini",
    ]
    small = [] if machine.device == "cuda" else ["--size", 48, "--base-width", 2, "--batch-size", 4]
    return [
        machine.program("train-ftn-stn"),
        *configs,
        *lists,
        "--device",
        machine.device,
        *small,
        *more,
        "-o",
        machine.work / name,
    ]


def last_row(run: Path) -> dict[str, str]:
    with (run / "log.csv").open(newline="") as file:
        return list(csv.DictReader(file))[-1]


def steps(machine: Machine, of_gpu: int, of_rehearsal: int) -> int:
    return of_gpu if machine.device == "cuda" else of_rehearsal


def predict(machine: Machine) -> dict:
    """A short training, then its model on the processor and on the GPU: label by label, and how sure."""
    import h5py
    import numpy as np

    short = ["--max-steps", steps(machine, 200, 3), "--force"]
    machine.run(*train_command(machine, "short", "coop-latent", "phantom", *short))
    found = {}
    seconds = {}
    for device in ("cpu", machine.device):
        result = machine.work / f"predicted-{device}.h5"
        command = [
            machine.program("predict"),
            "--model",
            machine.work / "short/best.h5",
            machine.work / "phantom-test.h5",
        ]
        start = time.monotonic()
        machine.run(*command, "--refine", 1, "--device", device, "--force", "-o", result)
        seconds[device] = time.monotonic() - start
        with h5py.File(result) as file:
            found[device] = [(case["prediction"][()], case["probability"][()]) for case in file["cases"].values()]
    pairs = list(zip(found["cpu"], found[machine.device], strict=True))
    return {
        "labels that differ": int(sum(np.sum(a[0] != b[0]) for a, b in pairs)),
        "of voxels": int(sum(a[0].size for a, _ in pairs)),
        "largest difference of a probability": float(max(np.abs(a[1] - b[1]).max() for a, b in pairs)),
        "seconds on cpu": seconds["cpu"],
        f"seconds on {machine.device}": seconds[machine.device],
        "validation Dice": last_row(machine.work / "short")["val_score"],
    }


def make_cine(frames: list[Path], cine: Path) -> None:
    """A 4-D NIfTI of 3-D ones: the header of the first, the voxels of all."""
    volumes = [gzip.decompress(path.read_bytes()) for path in frames]
    start = int(struct.unpack_from("<f", volumes[0], 108)[0])
    header = bytearray(volumes[0][:start])
    struct.pack_into("<h", header, 40, 4)
    struct.pack_into("<h", header, 48, len(frames))
    cine.write_bytes(bytes(header) + b"".join(volume[start:] for volume in volumes))


def cine(machine: Machine) -> dict:
    """A series of 30 frames (ED and ES of one patient in turn) by the model of `predict`, start-up included."""
    patient = sorted((machine.work / "phantom").glob("*/"))[0]
    frames = [path for path in sorted(patient.glob("*.nii.gz")) if not path.name.endswith("_gt.nii.gz")]
    series = machine.work / "cine.nii"
    make_cine(frames * 15, series)
    result: dict[str, object] = {}
    for device in dict.fromkeys(("cpu", machine.device)):
        command = [machine.program("predict"), "--model", machine.work / "short/best.h5", series, "--refine", 1]
        start = time.monotonic()
        machine.run(*command, "--device", device, "--force", "-o", machine.work / "cine-label.nii.gz")
        result[f"seconds on {device}"] = time.monotonic() - start
    return result


def kernel_times(trace: Path) -> dict:
    """Of a Chrome trace of LibTorch's profiler: what the GPU spent, in milliseconds a step."""
    events = json.loads(trace.read_text())["traceEvents"]
    kernels = [event for event in events if event.get("cat") in ("kernel", "gpu_memcpy", "gpu_memset")]
    by_name: dict[str, list[float]] = {}
    for event in kernels:
        by_name.setdefault(event["name"][:90], []).append(event["dur"])
    longest = sorted(by_name.items(), key=lambda entry: -sum(entry[1]))[:25]
    return {
        "kernels": len(kernels),
        "busy ms": sum(event["dur"] for event in kernels) / 1e3,
        "longest": [[name, len(times), sum(times) / 1e3] for name, times in longest],
    }


def speed(machine: Machine) -> dict:
    """A published step: all of it, its phases, the host's share of it, and what the GPU's time goes into."""
    result: dict[str, object] = {}
    for precision in machine.precisions():
        trace = machine.work / f"trace-{precision}.json"
        told = machine.run(
            machine.program("training_step"),
            *machine.shape(),
            1,
            steps(machine, 10, 1),
            precision,
            machine.device,
            trace,
        )
        found = json.loads(told.splitlines()[-1])
        result[precision] = {**found, "trace": kernel_times(trace)}
        result[f"{precision} images/s"] = int(machine.shape()[0]) / found["steady step"]
    return result


def memory(machine: Machine) -> dict:
    """Memory of the published batch and of a large one; the batch that would take 80 GB by the line through both."""
    _, side, width = machine.shape()
    result: dict[str, object] = {}
    gigabytes: dict[int, float] = {}
    for batch in (20, 320) if machine.device == "cuda" else (2, 4):
        try:
            told = machine.run(machine.program("training_step"), batch, side, width, 1, 0, "fp32", machine.device)
        except subprocess.CalledProcessError as error:
            return {**result, "batch that does not fit": batch, "why": error.stderr.strip()[-200:]}
        except subprocess.TimeoutExpired:
            return {**result, "cut at batch": batch}
        found = json.loads(told.splitlines()[-1])
        gigabytes[batch] = found["peak_device_mb" if machine.device == "cuda" else "peak_mb"] / 1024
        result[f"GB of batch {batch}"] = gigabytes[batch]
        result[f"images/s of batch {batch}"] = batch / found["steady step"]
    (small, of_small), (large, of_large) = gigabytes.items()
    if of_large > of_small:
        result["batch of 80 GB"] = int(large + (80 - of_large) * (large - small) / (of_large - of_small))
    return result


def stop_once(machine: Machine, command: list[object], run: Path) -> None:
    """Stops a training after its first epoch."""
    words = [str(word) for word in command]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL, env=machine.environment())
    while process.poll() is None and not (run / "last.h5").exists() and time.monotonic() < machine.deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)


def resume(machine: Machine) -> dict:
    """Runs stopped and gone on against one that never stopped, with deterministic algorithms; and what these cost."""
    same = machine.root / "tests/tools/same_run.py"
    count = ["--max-steps", steps(machine, 50, 40), "--force"]
    result: dict[str, object] = {}
    for name, options in (("fast", []), ("deterministic", ["--deterministic"])):
        machine.run(*train_command(machine, name, "coop-latent", "phantom", *count, *options))
        result[f"images/s {name}"] = float(last_row(machine.work / name)["images_per_s"])
    stopped = train_command(machine, "stopped", "coop-latent", "phantom", *count[:2], "--deterministic", "--resume")
    shutil.rmtree(machine.work / "stopped", ignore_errors=True)
    stop_once(machine, stopped, machine.work / "stopped")
    machine.run(*stopped)
    compared = subprocess.run(
        [sys.executable, same, machine.work / "deterministic", machine.work / "stopped"],
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        **result,
        "bit-identical": compared.returncode == 0,
        "compared": (compared.stdout + compared.stderr).strip()[-300:],
    }


def peer(machine: Machine, *options: object) -> dict:
    """Its last line holds all that it measured, also where it is cut short."""
    script = machine.root / "tests/gpu/plain_speed.py"
    try:
        told = machine.run(sys.executable, script, *machine.shape(), machine.device, *options)
    except subprocess.TimeoutExpired as error:
        told = (error.stdout or b"").decode()
        if not told:
            raise
    return json.loads(told.splitlines()[-1])


def plain(machine: Machine) -> dict:
    """The same step written plainly in PyTorch, eager."""
    return peer(machine, "--repeats", steps(machine, 20, 1))


def compiled(machine: Machine) -> dict:
    """The same with torch.compile."""
    return peer(machine, "--repeats", steps(machine, 20, 1), "--compile")


def kernels(machine: Machine) -> dict:
    """Upsampling and a 3x3 convolution, against the one transposed convolution that equals both."""
    script = machine.root / "tests/gpu/upsampling_speed.py"
    return json.loads(machine.run(sys.executable, script, machine.shape()[2], machine.device).splitlines()[-1])


def train(machine: Machine) -> dict:
    """As much of the published budget on ACDC's run 0 (else the phantom) as the time allows; the models go to $OUT.

    `standard` and `coop-latent` train side by side on the one GPU; after a third of the time `warm` begins:
    `coop-latent` from the best model that `standard` has by then. All end together.
    """
    data_set = "acdc" if (machine.work / "acdc-train.h5").exists() else "phantom"
    begun, end = time.monotonic(), machine.deadline - 30
    runs: dict[str, subprocess.Popen] = {}

    def start(name: str, config: str, *more: object) -> None:
        ends = ["--max-steps", steps(machine, 12000, 3), "--time-limit", max(5, int(end - time.monotonic()))]
        precision = ["--precision", "tf32"] if machine.device == "cuda" else []
        where = ["--threads", 5, "--force", *precision, *more]
        command = train_command(machine, f"run-{name}", config, data_set, *ends, *where)
        log = (machine.work / f"{name}.log").open("w")
        runs[name] = subprocess.Popen([str(word) for word in command], stderr=log, env=machine.environment())

    try:
        start("standard", "standard")
        start("coop-latent", "coop-latent")
        best = machine.work / "run-standard/best.h5"
        while time.monotonic() < end and (time.monotonic() < begun + (end - begun) / 3 or not best.exists()):
            if runs["standard"].poll() is not None:
                break
            time.sleep(0.5)
        shutil.copyfile(best, machine.work / "warm-start.h5")
        start("warm", "coop-latent", "--init", machine.work / "warm-start.h5")
        for process in runs.values():
            process.wait(timeout=max(1.0, machine.deadline - time.monotonic()))
    finally:
        for process in runs.values():
            process.terminate()
            process.wait()
    result: dict[str, object] = {"data": data_set}
    for name, process in runs.items():
        result |= outcome(machine, name, process.returncode)
    return result


def outcome(machine: Machine, name: str, status: int) -> dict:
    """What a run of `train` came to; its model and its log go to $OUT."""
    run = machine.work / f"run-{name}"
    if not (run / "best.h5").exists():
        return {f"{name} status": status, f"{name} told": (machine.work / f"{name}.log").read_text()[-300:]}
    shutil.copyfile(run / "best.h5", machine.out / f"{name}.h5")
    row = last_row(run)
    return {
        f"{name} status": status,
        f"{name} log": (run / "log.csv").read_text().splitlines(),
        f"{name} steps": row["step"],
        f"{name} seconds": float(row["seconds"]),
        f"{name} score": row["val_score"],
    }
