"""A results folder as the workflow leaves it: hearts and segmentations made in code, scored here with NumPy."""

import csv
import json
import zlib
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import h5py
import numpy as np

NETWORKS = {"standard": "segmenter", "coop": "ftn-stn", "coop-latent": "ftn-stn", "standard-long": "segmenter"}
COMPARED = ("mwm", "cutout", "rand-conv", "rsc", "dsu")
MANY = NETWORKS | {name: "ftn-stn" for name in COMPARED} | {f"standard-{name}": "segmenter" for name in COMPARED}
MANY |= {"unet": "unet", "standard-maxstyle": "ftn"}
NAMES = {"LV": 1, "MYO": 2, "RV": 3}
SKILL = {"own": 0.9, "site": 0.6, "artifact": 0.85, "recipe": 0.65}
STATUS = {(True, True): "ok", (True, False): "pred_empty", (False, True): "ref_empty", (False, False): "both_empty"}


@dataclass
class Experiment:
    seeds: tuple[int, ...]
    sites: str = "bc"
    patients: int = 3
    left_out: bool = False
    splits: tuple[str, ...] = ("run-0",)
    methods: tuple[str, ...] = tuple(NETWORKS)
    artifacts: tuple[str, ...] = ("bias-field", "spike", "motion")
    severities: tuple[int, ...] = (3,)
    copies: tuple[int, ...] = ()  # of a recipe of the first two artifacts
    vendors: str = ""  # of sites a, b, ...
    threshold: float | None = None


def stages(method: str) -> list[str]:
    return ["ftn", "stn"] if MANY[method] == "ftn-stn" else ["ftn"]


def heart(rng: np.random.Generator, phase: str) -> tuple[np.ndarray, np.ndarray]:
    """Image and label of 5 slices: LV disc, myocardium around it, RV crescent beside it."""
    y, x = np.mgrid[:56, :64]
    centre, radius = rng.uniform(26, 32, 2), rng.uniform(6, 8) * (1 if phase == "ED" else 0.8)
    image, label = [], []
    for z in range(5):
        r = radius * (1 - 0.12 * abs(z - 2))
        lv = np.hypot(x - centre[0], y - centre[1])
        rv = np.hypot((x - centre[0] + 1.6 * r) / 1.1, (y - centre[1]) / 1.3)
        label.append(np.select([lv < r, lv < r + 4, rv < r + 2], [1, 2, 3], 0))
        body = 0.3 + 0.15 * np.sin(x / 7) * np.cos(y / 9)
        image.append(np.choose(label[-1], [body, 0.85, 0.25, 0.75]) + rng.normal(0, 0.04, x.shape))
    return np.clip(image, 0, 1).astype(np.float32), np.array(label, np.uint8)


def cohort(test_sets: list[dict], patients: int) -> dict[str, list[dict]]:
    """Cases by test set; those of artifacts are the own site's with another image. One patient has ED only, in one
    case nobody sees an RV."""
    cases = {}
    for test_set in test_sets:
        site = "a" if test_set["kind"] != "site" else test_set["name"][-1]
        spoilt = test_set["kind"] in ("artifact", "recipe")
        cases[test_set["name"]] = []
        for number in range(patients):
            for phase in "ED", "ES":
                patient = f"{site}{number}"
                rng = np.random.default_rng(zlib.crc32(f"{patient}{phase}".encode()))
                if (site, number, phase) == ("b", 1, "ES"):
                    continue
                image, label = heart(rng, phase)
                if (site, number, phase) == ("c", 0, "ED"):
                    label[label == 3] = 0
                if spoilt:
                    image = np.clip(image * np.linspace(0.5, 1.5, image.shape[2], dtype=np.float32), 0, 1)
                case = {"case": f"{patient}_{phase}", "patient": patient, "phase": phase, "site": site}
                cases[test_set["name"]].append(case | {"image": image, "label": label})
    return cases


def segment(label: np.ndarray, skill: float, rng: np.random.Generator) -> np.ndarray:
    """The truth moved and with wrong voxels, more of both with less skill."""
    moved = np.roll(label, rng.integers(0, 2 + round(8 * (1 - skill)), 2), axis=(1, 2))
    wrong = rng.random(label.shape) < 0.5 * (1 - skill) ** 2
    return np.where(wrong, 0, moved).astype(np.uint8)


def score(case: dict, prediction: np.ndarray, vendor: str) -> list[dict]:
    rows = []
    for name, number in NAMES.items():
        reference, predicted = case["label"] == number, prediction == number
        status = STATUS[bool(reference.any()), bool(predicted.any())]
        both = reference.sum() + predicted.sum()
        dice = 2 * (reference & predicted).sum() / both if both else float("nan")
        hd95 = 30 * (1 - dice) if status == "ok" else float("nan")
        row = {key: case[key] for key in ("case", "patient", "phase", "site")}
        row |= {"vendor": vendor, "label": number, "name": name, "status": status, "dice": float(dice)}
        rows.append(row | {"hd95_mm": float(hd95), "penalty_mm": 180.0})
    return rows


def disagreement(case: dict, before: np.ndarray, after: np.ndarray) -> list[dict]:
    """The rows of `refine --report`."""
    rows = []
    for name, number in NAMES.items():
        a, b = before == number, after == number
        both = a.sum() + b.sum()
        dice = 2 * (a & b).sum() / both if both else float("nan")
        row = {
            "case": case["case"],
            "label": number,
            "name": name,
            "volume_before_ml": a.sum(),
            "volume_after_ml": b.sum(),
        }
        rows.append(row | {"dice_before_after": float(dice), "empty": int(not b.any()), "touches_edge": 0})
    return rows


def write_study(path: Path, cases: list[dict], predictions: list[np.ndarray]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as study:
        study.attrs.update({"format": "coopseg-study", "version": 1})
        for case, prediction in zip(cases, predictions, strict=True):
            group = study.create_group(f"cases/{case['case']}")
            for name, data in (("image", case["image"]), ("label", case["label"]), ("prediction", prediction)):
                group.create_dataset(name, data=data)


def write_csv(path: Path, rows: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def log(split: str, method: str, seed: int) -> list[dict]:
    rng = np.random.default_rng(zlib.crc32(f"{split}{method}{seed}".encode()))
    steps, cost = (2400, 0.1) if method == "standard-long" else (600, {"standard": 0.1, "coop": 0.2}.get(method, 0.4))
    rows = []
    for epoch, step in enumerate(range(20, steps + 1, 20), 1):
        loss, dice = 2 * np.exp(-step / 150) + 0.2, 0.85 * (1 - np.exp(-step / 120))
        row = {
            "epoch": epoch,
            "step": step,
            "seconds": step * cost,
            "images_per_s": 8 / cost * (1 - 1 / epoch),
            "memory_mb": 500,
        }
        row |= {"loss_seg": loss, "loss_total": loss * len(stages(method)) + rng.normal(0, 0.02)}
        for stage in "ftn", "stn":
            for name in NAMES:
                known = stage in stages(method)
                row[f"val_dice_{name}_{stage}"] = float(np.clip(dice + rng.normal(0, 0.03), 0, 1)) if known else "nan"
        rows.append(row | {"val_score": dice})
    return rows


def make_test_sets(made: Experiment) -> list[dict]:
    count = {"patients": made.patients, "cases": 2 * made.patients}
    plain = {"artifact": "", "severity": 0, "recipe": "", "copy": 0} | count
    test_sets = [plain | {"name": "clean", "title": "own site (a)", "kind": "own"}]
    test_sets += [plain | {"name": f"site-{site}", "title": f"site {site}", "kind": "site"} for site in made.sites]
    for artifact in made.artifacts:
        for severity in made.severities:
            about = {"kind": "artifact", "artifact": artifact, "severity": severity}
            test_sets.append(
                plain | about | {"name": f"{artifact}-{severity}", "title": f"{artifact}, severity {severity}"}
            )
    for artifact in made.artifacts[:2] if made.copies else ():
        for copy in made.copies:
            about = {"kind": "recipe", "artifact": artifact, "recipe": "acdc-c", "copy": copy}
            name, title = f"acdc-c-{artifact}-copy-{copy}", f"acdc-c {artifact}, copy {copy}"
            test_sets.append(plain | about | {"name": name, "title": title})
    return test_sets


def make_experiment(made: Experiment) -> dict:
    reason = "this machine does 98 GFLOP/s, below 150"
    training_set = {"patients": 5, "cases": 10, "site": "a"}
    return {
        "title": "Cooperative training on the phantom cohort",
        "name": "demo",
        "methods": [name for name in made.methods if not (made.left_out and name == "standard-long")],
        "seeds": list(made.seeds),
        "splits": [{"name": name, "training_set": training_set, "leaks": []} for name in made.splits],
        "test_sets": make_test_sets(made),
        "stages": {},
        "left_out": [{"method": "standard-long", "reason": reason}] if made.left_out else [],
        "machine": {"gflops": 98.2, "processor": "some processor", "threads": 2},
        "versions": {"coopseg": "0.1.0", "commit": "0123abc", "torch": "2.13.0", "snakemake": "9.27.1"},
        "budget": {"steps": 600, "batch-size": 8, "size": 96, "base-width": 8, "learning-rate": 0.001},
        "command": "workflows/demo",
    }


def write_run(folder: Path, made: Experiment, run: str, method: str, seed: int) -> None:
    path = folder / "runs" / run
    write_csv(path / "log.csv", log(run, method, seed))
    (path / "config.ini").write_text(f"network = {MANY[method]}\nepochs = 600\nseed = {seed}\n")
    with h5py.File(path / "best.h5", "w") as model:
        if made.threshold is not None:
            model.attrs["quality_threshold"] = [made.threshold]  # as training writes it


def predictions_of(run: str, method: str, test_set: dict, cases: list[dict]) -> dict[str, list[np.ndarray]]:
    """By stage."""
    found = {}
    for stage in stages(method):
        rng = np.random.default_rng(zlib.crc32(f"{run}/{test_set['name']}.{stage}".encode()))
        skill = SKILL[test_set["kind"]] - 0.05 * test_set["severity"] + 0.05 * (stage == "stn")
        predictions = [segment(case["label"], skill - rng.uniform(0, 0.2), rng) for case in cases]
        if test_set["name"] == "site-b" and method == "standard":
            predictions[0][predictions[0] == 3] = 0
        found[stage] = predictions
    return found


def write_test_set(folder: Path, made: Experiment, run: str, method: str, test_set: dict, cases: list[dict]) -> dict:
    """The rows of its scores by stage."""
    predictions = predictions_of(run, method, test_set, cases)
    vendors = {site: made.vendors[number] for number, site in enumerate(f"a{made.sites}") if made.vendors}
    scores = {}
    for stage, segmented in predictions.items():
        pairs = list(zip(cases, segmented, strict=True))
        scores[stage] = [row for case, p in pairs for row in score(case, p, vendors.get(case["site"], ""))]
        write_csv(folder / "scores" / run / f"{test_set['name']}.{stage}.csv", scores[stage])
        write_study(folder / "segmentations" / run / f"{test_set['name']}.{stage}.h5", cases, segmented)
    if "stn" in predictions:
        changes = zip(cases, predictions["ftn"], predictions["stn"], strict=True)
        rows = [row for case, before, after in changes for row in disagreement(case, before, after)]
        write_csv(folder / "reports" / run / f"{test_set['name']}.csv", rows)
    return scores


def make_results(folder: Path, made: Experiment, hearts: dict[str, list[dict]] | None = None) -> list[dict]:
    """Writes the folder; all rows of its scores, each with split, method, stage, seed and test_set."""
    experiment = make_experiment(made)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "experiment.json").write_text(json.dumps(experiment))
    hearts = hearts or cohort(experiment["test_sets"], made.patients)
    written = []
    for split, method, seed in product(made.splits, experiment["methods"], made.seeds):
        run = f"{split}/{method}/seed-{seed}"
        write_run(folder, made, run, method, seed)
        for test_set in experiment["test_sets"]:
            name = test_set["name"]
            for stage, rows in write_test_set(folder, made, run, method, test_set, hearts[name]).items():
                key = {"split": split, "method": method, "stage": stage, "seed": seed, "test_set": name}
                written += [row | key for row in rows]
    return written
