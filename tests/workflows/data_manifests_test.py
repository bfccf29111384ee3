"""Published case lists and splits, manifests of downloads, the check of a download, leaks, the README's example."""

import csv
import gzip
import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import nibabel
import numpy as np
import pytest

from coopseg.data.splits import leaks, read_split, read_splits
from coopseg.experiment.description import describe
from coopseg.experiment.test_sets import test_sets as made_sets
from experiments import ONE_METHOD, run_experiment

ROOT = Path(__file__).parents[2]
BIN = Path(os.environ["COOPSEG_BIN"])
SCRIPTS = ROOT / "workflows/scripts"
ACDC = ROOT / "data_manifests/acdc"
TEST = {f"patient{number:03}" for ten in (0, 20, 40, 60, 80) for number in range(ten + 7, ten + 11)}
RUNS = {
    "run-0": ("073 061 012 053 046 044 022 092 004 001", "011 071 062 095 082"),
    "run-1": ("002 041 001 033 006 024 022 021 025 086", "011 071 095"),
    "run-1-published": ("002 041 001 033 006 024 022 021 025 086", "011 071 002 022 095"),
    "run-2": ("093 046 084 073 013 024 043 052 021 033", "011 071 002 062 095"),
}
LEAKS = [f"patient patient{number} is in the splits train and val" for number in ("002", "022")]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def names(numbers: str) -> set[str]:
    return {f"patient{number}" for number in numbers.split()}


def patients(cases: dict[str, list[str]]) -> dict[str, set[str]]:
    return {part: {case.split("_")[0] for case in members} for part, members in cases.items()}


def run(script: str, *arguments: object, programs: Path = BIN) -> subprocess.CompletedProcess:
    command = [sys.executable, SCRIPTS / script, *map(str, arguments)]
    return subprocess.run(
        command + (["--bin", programs] if script == "check_data.py" else []), capture_output=True, text=True
    )


def test_runs_are_the_published_ones() -> None:
    for run_name, (train, val) in RUNS.items():
        leak = run_name == "run-1-published"
        cases = read_split(ACDC / "manifest.csv", ACDC / f"{run_name}.csv", allow_leak=leak)
        assert patients(cases) == {"train": names(train), "val": names(val), "test": TEST}, run_name
        assert all(len(cases[part]) == 2 * len(members) for part, members in patients(cases).items())
        assert leaks(ACDC / "manifest.csv", ACDC / f"{run_name}.csv") == (LEAKS if leak else [])


def test_the_standard_split_takes_every_patient_once() -> None:
    found = patients(read_split(ACDC / "manifest.csv", ACDC / "split-70-10-20.csv"))
    assert {part: len(members) for part, members in found.items()} == {"train": 70, "val": 10, "test": 20}
    assert found["test"] == TEST and found["val"] == names("005 020 023 037 042 046 066 078 082 097")
    assert set.union(*found.values()) == {f"patient{number:03}" for number in range(1, 101)}


def test_the_corrupted_test_set_has_240_volumes_of_the_test_patients() -> None:
    rows = rows_of(ROOT / "data_manifests/acdc-c/manifest.csv")
    assert len(rows) == len({row["case"] for row in rows}) == len({row["image"] for row in rows}) == 240
    assert {row["patient"] for row in rows} == TEST and {row["phase"] for row in rows} == {"ES"}
    assert {row["image"].split("/")[0] for row in rows} == {
        "RandomBias",
        "RandomGhosting",
        "RandomMotion",
        "RandomSpike",
    }


def test_a_leak_is_refused_by_name_and_said_where_it_is_allowed(tmp_path: Path) -> None:
    command = [ACDC / "manifest.csv", "--data-root", tmp_path, "--split", ACDC / "run-1-published.csv"]
    refused = run("check_data.py", *command)
    assert refused.returncode == 1 and refused.stdout == ""
    assert f"run-1-published.csv: {'; '.join(LEAKS)}" in refused.stderr and "missing" not in refused.stderr
    allowed = run("check_data.py", *command, "--allow-leak")
    assert "is in the splits" not in allowed.stderr and "132 of 132 files are missing" in allowed.stderr


def snakemake(results: Path, *settings: str) -> subprocess.CompletedProcess:
    given = [f"results={results}", f"manifest={ACDC / 'manifest.csv'}", "threads=1"]
    given += [f"split=[{ACDC / 'run-1-published.csv'}, {ACDC / 'run-2.csv'}]"]
    return run_experiment(ROOT, [ONE_METHOD], [*given, *settings], "-n", "-p")


def training_commands(output: str) -> dict[str, str]:
    """By split."""
    lines = [line for line in output.splitlines() if "--train-list" in line]
    return {re.search(r"lists/(.*?)/train.txt", line)[1]: line for line in lines}


def test_our_training_hears_of_the_split_that_leaks(tmp_path: Path) -> None:
    settings = (f"data_root={tmp_path}", "allow_leak=true")
    commands = training_commands(snakemake(tmp_path, *settings).stdout)
    told = {split: "--allow-leak" in line for split, line in commands.items()}
    assert told == {"run-1-published": True, "run-2": False}
    others = training_commands(snakemake(tmp_path, *settings, "stages={train-ftn-stn: cat}").stdout)
    assert sorted(others) == sorted(commands) and not any("--allow-leak" in line for line in others.values())


def test_the_workflow_refuses_a_leak_unless_it_is_allowed(tmp_path: Path) -> None:
    refused = snakemake(tmp_path, f"data_root={tmp_path}")
    assert refused.returncode != 0
    assert all(line in refused.stdout + refused.stderr for line in LEAKS)
    allowed = snakemake(tmp_path, f"data_root={tmp_path}", "allow_leak=True")
    assert "is in the splits" not in allowed.stdout + allowed.stderr
    assert "cases/patient002_ED.h5" in allowed.stdout + allowed.stderr


@pytest.mark.parametrize("split", ["run-1-published", "run-1"])
def test_the_experiment_records_an_allowed_leak(tmp_path: Path, split: str) -> None:
    files = {"manifest": str(ACDC / "manifest.csv"), "split": str(ACDC / f"{split}.csv")}
    config = files | {"title": "t", "methods": ["coop"], "seeds": [0], "budget": "configs/train/budget/demo.ini"}
    config["allow_leak"] = split == "run-1-published"
    splits = read_splits(files["manifest"], [files["split"]], config["allow_leak"])
    sets = made_sets(files["manifest"], splits[split], [])
    experiment = json.loads(describe(config, sets, splits, {"gflops": 1.0}, ROOT, BIN))
    assert experiment["allow_leak"] == config["allow_leak"]
    assert experiment["splits"][0]["leaks"] == (LEAKS if config["allow_leak"] else [])


def save(path: Path, size: tuple[int, ...]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = np.random.default_rng(0).integers(0, 4, size).astype(np.int16)
    nibabel.save(nibabel.Nifti1Image(data, np.eye(4)), path)


def acdc_download(folder: Path, patient: str, ed: int, es: int) -> None:
    for frame in ed, es:
        for end in "", "_gt":
            save(folder / patient / f"{patient}_frame{frame:02}{end}.nii.gz", (6, 5, 3))
    (folder / patient / "Info.cfg").write_text(f"ED: {ed}\nES: {es}\nGroup: NOR\nNbFrame: 30\n")


@pytest.fixture
def download(tmp_path: Path) -> tuple[Path, Path]:
    """Some ACDC and M&Ms as their challenges lay them out, one ACDC-C volume; and the manifest of them."""
    acdc_download(tmp_path / "ACDC/training", "patient001", 1, 12)
    acdc_download(tmp_path / "ACDC/training", "patient002", 11, 4)
    for place, end in (("Training/Labeled/AB1", "_gt"), ("Testing/AB1D2", "_gt"), ("Training/Unlabeled/X9", "")):
        code = Path(place).name
        save(tmp_path / f"MnMs/{place}/{code}_sa.nii.gz", (6, 5, 3, 8))
        if end:
            save(tmp_path / f"MnMs/{place}/{code}_sa_gt.nii.gz", (6, 5, 3, 8))
    table = "Index,External code,VendorName,Vendor,Centre,ED,ES\n"
    table += "0,AB1,Siemens,A,1,0,7\n1,AB1D2,Canon,D,5,6,2\n2,X9,GE,C,4,1,2\n"
    (tmp_path / "MnMs/dataset_info.csv").write_text(table)
    for end in "img", "seg":
        save(tmp_path / f"ACDC-C/RandomSpike/007_2/ES_{end}.nii.gz", (6, 5, 3))
    manifest = tmp_path / "manifest.csv"
    data_sets = ["acdc=ACDC/training", "mnms=MnMs", "acdc-c=ACDC-C", "--partial"]
    splits = ["--split", ACDC / "run-1.csv", "--split-output", tmp_path / "split.csv"]
    made = run("make_manifest.py", "--data-root", tmp_path, *data_sets, *splits, "-o", manifest)
    assert made.returncode == 0, made.stderr
    assert "98 files of acdc are missing: patient003/Info.cfg" in made.stderr
    return tmp_path, manifest


def test_manifests_follow_the_lists_of_the_download(download: tuple[Path, Path]) -> None:
    folder, manifest = download
    rows = {row["case"]: row for row in rows_of(manifest)}
    assert len(rows) == 4 + 4 + 1
    assert rows["patient002_ED"]["image"] == "ACDC/training/patient002/patient002_frame11.nii.gz"
    assert rows["patient002_ES"]["label"] == "ACDC/training/patient002/patient002_frame04_gt.nii.gz"
    assert rows["patient002_ES"]["labels"] == "1=RV,2=MYO,3=LV"
    canon = rows["AB1D2_ES"]
    assert (canon["site"], canon["vendor"], canon["frame"], canon["labels"]) == ("mnms-5", "D", "2", "1=LV,2=MYO,3=RV")
    assert canon["image"] == "MnMs/Testing/AB1D2/AB1D2_sa.nii.gz"
    spike = rows["patient007_ES_spike_2"]
    assert (spike["patient"], spike["site"], spike["frame"]) == ("patient007", "acdc-c-spike", "")
    assert read_split(manifest, write_split(folder, folder / "split.csv"))["test"] == [
        "AB1D2_ED", "AB1D2_ES", "AB1_ED", "AB1_ES", "patient007_ES_spike_2",
    ]  # fmt: skip


def write_split(folder: Path, made: Path) -> Path:
    """The split that make_manifest.py made, with patient001 as validation: of the published ones nobody is there."""
    text = made.read_text().replace("patient001,train", "patient001,val")
    (folder / "changed.csv").write_text(text)
    return folder / "changed.csv"


def test_an_incomplete_download_is_refused_without_partial(download: tuple[Path, Path]) -> None:
    folder, _ = download
    made = run("make_manifest.py", "--data-root", folder, "acdc=ACDC/training", "-o", folder / "other.csv")
    assert made.returncode == 1 and not (folder / "other.csv").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("patient,part\npatient001,train\n", "found the columns patient, part, expected case_or_patient,split"),
        ("case_or_patient\npatient001\n", "found the columns case_or_patient, expected case_or_patient,split"),
        ("case_or_patient,split\npatient001,dev\n", "patient001: split 'dev' found, one of train, val, test expected"),
    ],
)
@pytest.mark.parametrize("partial", [("--partial",), ()])
def test_a_split_to_start_from_is_a_split(
    download: tuple[Path, Path], text: str, message: str, partial: tuple[str, ...]
) -> None:
    folder, _ = download
    (folder / "start.csv").write_text(text)
    outputs = folder / "other.csv", folder / "made.csv"
    splits = ["--split", folder / "start.csv", "--split-output", outputs[1]]
    made = run("make_manifest.py", "--data-root", folder, "mnms=MnMs", *splits, "-o", outputs[0], *partial)
    assert (made.returncode, made.stderr) == (1, f"make_manifest: {folder}/start.csv: {message}\n")
    assert not any(path.exists() for path in outputs)


def test_further_columns_of_a_split_are_left_out(download: tuple[Path, Path]) -> None:
    folder, _ = download
    (folder / "start.csv").write_text("case_or_patient,split,why\npatient001,train,healthy\n")
    splits = ["--split", folder / "start.csv", "--split-output", folder / "made.csv"]
    made = run("make_manifest.py", "--data-root", folder, "mnms=MnMs", *splits, "-o", folder / "other.csv")
    assert (made.returncode, made.stderr) == (0, "")
    assert (folder / "made.csv").read_text() == "case_or_patient,split\npatient001,train\nAB1,test\nAB1D2,test\n"


def test_a_manifest_of_the_published_codes_layout_is_the_one_here(tmp_path: Path) -> None:
    for row in rows_of(ACDC / "manifest.csv"):
        (tmp_path / "here" / row["image"]).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "here" / row["image"]).touch()
    made = run("make_manifest.py", "--data-root", tmp_path, "acdc-ed=here", "-o", tmp_path / "manifest.csv")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "manifest.csv").read_text().replace("here/", "") == (ACDC / "manifest.csv").read_text()


def test_a_complete_download_passes(download: tuple[Path, Path]) -> None:
    folder, manifest = download
    checked = run("check_data.py", manifest, "--data-root", folder)
    assert checked.returncode == 0 and checked.stderr == ""
    assert "9 cases of 5 patients are complete" in checked.stdout


def test_missing_files_are_counted_and_named(download: tuple[Path, Path]) -> None:
    folder, manifest = download
    for path in (folder / "ACDC").rglob("*.nii.gz"):
        path.unlink()
    checked = run("check_data.py", manifest, "--data-root", folder)
    assert checked.returncode == 1 and checked.stdout == ""
    files = [f"patient001/patient001_frame{frame}.nii.gz" for frame in ("01", "01_gt", "12", "12_gt")]
    files.append("patient002/patient002_frame04.nii.gz")
    named = ", ".join(sorted(f"ACDC/training/{file}" for file in files))
    assert checked.stderr == f"check_data: {folder}: 8 of 14 files are missing: {named} and 3 more\n"


def damage_header(path: Path) -> None:
    data = bytearray(gzip.decompress(path.read_bytes()))
    data[344:348] = b"none"
    path.write_bytes(gzip.compress(bytes(data)))


def shorten_voxels(path: Path) -> None:
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-10]))


DAMAGES = {
    "no gzip": (lambda path: path.write_bytes(b"nothing here"), "header truncated at byte 12, 348 bytes are expected"),
    "empty": (lambda path: path.write_bytes(b""), "header truncated at byte 0, 348 bytes are expected"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:-20]), "the gzip stream is truncated"),
    "no header": (damage_header, "is no NIfTI-1 file: its magic is not n+1"),
    "short": (shorten_voxels, "truncated: its dimensions ask for 180 bytes of voxels, 170 are there"),
    "other grid": (
        lambda path: save(path, (6, 4, 3)),
        "geometry: size (6, 5, 3) in {image}, (6, 4, 3) in {label}; tolerance: equal",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_files_are_named(download: tuple[Path, Path], damage: str) -> None:
    folder, manifest = download
    label = folder / "ACDC/training/patient001/patient001_frame12_gt.nii.gz"
    change, message = DAMAGES[damage]
    change(label)
    checked = run("check_data.py", manifest, "--data-root", folder)
    image = str(label).replace("_gt", "")
    said = f"check_data: {manifest}: line 3: {label}: {message.format(image=image, label=label)}\n"
    assert (checked.returncode, checked.stderr) == (1, said)


@pytest.mark.parametrize(
    ("ending", "message"),
    [
        ("kill -9 $$", "preprocess ended by signal 9"),
        ("echo preprocess: cases 3/9 >&2; kill -9 $$", "preprocess ended by signal 9"),
        ("exit 3", "preprocess ended with status 3"),
        ("echo >&2; exit 3", "preprocess ended with status 3"),
    ],
)
def test_a_preprocess_that_ends_without_an_error_line_has_read_nothing(
    download: tuple[Path, Path], ending: str, message: str
) -> None:
    folder, manifest = download
    program = folder / "bin/preprocess"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{ending}\n")
    program.chmod(0o755)
    checked = run("check_data.py", manifest, "--data-root", folder, programs=program.parent)
    cases = "patient001_ED, patient001_ES, patient002_ED, patient002_ES, AB1_ED and 4 more"
    said = f"check_data: {manifest}: {message} at cases {cases}, expected it to read them all\n"
    assert (checked.returncode, checked.stdout, checked.stderr) == (1, "", said)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [("", "has 8 frames: --frame takes 0 to 7"), ("8", "has 8 frames, no frame 8: --frame takes 0 to 7")],
)
def test_frames_are_asked_for(download: tuple[Path, Path], frame: str, expected: str) -> None:
    folder, manifest = download
    text = manifest.read_text()
    manifest.write_text(text.replace("AB1_sa_gt.nii.gz,7,", f"AB1_sa_gt.nii.gz,{frame},"))
    checked = run("check_data.py", manifest, "--data-root", folder)
    assert checked.returncode == 1 and f"AB1_sa.nii.gz: {expected}" in checked.stderr


def test_headers_of_the_other_byte_order_are_read(download: tuple[Path, Path]) -> None:
    folder, manifest = download
    image = folder / "ACDC/training/patient001/patient001_frame12.nii.gz"
    data = np.zeros((6, 5, 3), ">i2")
    header = nibabel.Nifti1Header(endianness=">")
    header.set_data_dtype(">i2")
    nibabel.save(nibabel.Nifti1Image(data, np.eye(4), header), image)
    assert struct.unpack(">i", gzip.decompress(image.read_bytes())[:4]) == (348,)
    assert run("check_data.py", manifest, "--data-root", folder).returncode == 0


def test_the_readmes_example_runs(tmp_path: Path) -> None:
    readme = (ROOT / "data_manifests/README.md").read_text()
    block = re.search(r"a test runs this block -->\n```bash\n(.*?)```", readme, re.S)[1]
    for name in "workflows", "configs":
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/bin").symlink_to(Path(sys.executable).parent)
    environment = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "patients: train 2, val 1, test 1" in done.stdout and "8 cases of 4 patients are complete" in done.stdout
    assert (tmp_path / "results/example/p4-ED.h5").is_file()
