"""Every file of configs/train trains, and the ablations differ from coop-latent in what they say."""

import os
import subprocess
from pathlib import Path

import pytest

from coopseg.experiment.methods import read_ini

ROOT = Path(__file__).parents[2]
BIN = Path(os.environ["COOPSEG_BIN"])
TRAIN = ROOT / "configs/train"

ABLATIONS = {
    "share-code": {"variant": "share-code"},
    "no-decoupler": {"variant": "no-decoupler"},
    "separate": {"separate-training": "true"},
    "image-code": {"scope": "image"},
    "shape-code": {"scope": "shape"},
    "dropout": {"mask-image": "dropout", "mask-shape": "dropout"},
    "channel": {"mask-image": "channel", "mask-shape": "channel"},
    "spatial": {"mask-image": "spatial", "mask-shape": "spatial"},
    "hard-mask": {"soft-mask": "false"},
}


def run(program: str, *arguments: object) -> None:
    result = subprocess.run([BIN / program, *map(str, arguments), "-q"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("methods")
    run("make-phantom", "--subjects", 2, "--size", 32, "--spacing", 10, "-o", folder / "cohort")
    manifest = folder / "cohort/manifest.csv"
    for part, patient in ("train", "patient001"), ("val", "patient002"):
        case = ("--case", f"{patient}_ED", "--spacing", 10)
        run("preprocess", "--manifest", manifest, "--data-root", folder / "cohort", *case, "-o", folder / f"{part}.h5")
        (folder / f"{part}.txt").write_text(f"{part}.h5\n")
    return folder


@pytest.mark.parametrize("method", sorted(TRAIN.glob("*.ini")), ids=lambda path: path.stem)
def test_a_step_of_each_method(method: Path, lists: Path) -> None:
    tiny = ("--base-width", 1, "--size", 16, "--batch-size", 4, "--epochs", 1, "--max-steps", 1, "--threads", 1)
    given = ("--train-list", lists / "train.txt", "--val-list", lists / "val.txt")
    ini = read_ini(method)
    hard = ("--hard-list", lists / "train.txt") if ini.get("hard-branch") == "study" else ()
    folder = lists / method.stem
    start = ini.pop("init", None)
    if start:
        first = lists / f"start of {method.stem}"
        run("train-ftn-stn", "--config", TRAIN / "ftn.ini", *tiny, *given, "-o", first)
        hard += ("--init", first / "best.h5")
    run("train-ftn-stn", "--config", method, *tiny, *given, *hard, "-o", folder)
    used = read_ini(folder / "config.ini")
    said = {key: {"true": "1", "false": "0"}.get(value, value) for key, value in ini.items()}
    assert {key: {"true": "1", "false": "0"}.get(used[key], used[key]) for key in said} == said
    assert len((folder / "log.csv").read_text().splitlines()) == 2


def test_ablations_change_one_part_of_coop_latent() -> None:
    base = read_ini(TRAIN / "coop-latent.ini")
    found = {path.stem.removeprefix("coop-latent-"): read_ini(path) for path in TRAIN.glob("coop-latent-*.ini")}
    assert found == {name: base | change for name, change in ABLATIONS.items()} | {"warm": base | {"init": "standard"}}
