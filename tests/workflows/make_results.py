"""A results folder as the workflow leaves it: hearts and segmentations made in code, scored here with NumPy."""

import csv
import json
import zlib
from pathlib import Path

import h5py
import numpy as np

NETWORKS = {"standard": "segmenter", "coop": "ftn-stn", "coop-latent": "ftn-stn", "standard-long": "segmenter"}
NAMES = {"LV": 1, "MYO": 2, "RV": 3}
ARTIFACTS = ("bias-field", "spike", "motion")
STATUS = {(True, True): "ok", (True, False): "pred_empty", (False, True): "ref_empty", (False, False): "both_empty"}


def stages(method: str) -> list[str]:
    return ["ftn", "stn"] if NETWORKS[method] == "ftn-stn" else ["ftn"]


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
                if test_set["kind"] == "artifact":
                    image = np.clip(image * np.linspace(0.5, 1.5, image.shape[2], dtype=np.float32), 0, 1)
                case = {"case": f"{patient}_{phase}", "patient": patient, "phase": phase, "site": site}
                cases[test_set["name"]].append(case | {"image": image, "label": label})
    return cases


def segment(label: np.ndarray, skill: float, rng: np.random.Generator) -> np.ndarray:
    """The truth moved and with wrong voxels, more of both with less skill."""
    moved = np.roll(label, rng.integers(0, 2 + round(8 * (1 - skill)), 2), axis=(1, 2))
    wrong = rng.random(label.shape) < 0.5 * (1 - skill) ** 2
    return np.where(wrong, 0, moved).astype(np.uint8)


def score(case: dict, prediction: np.ndarray) -> list[dict]:
    rows = []
    for name, number in NAMES.items():
        reference, predicted = case["label"] == number, prediction == number
        status = STATUS[bool(reference.any()), bool(predicted.any())]
        both = reference.sum() + predicted.sum()
        dice = 2 * (reference & predicted).sum() / both if both else float("nan")
        hd95 = 30 * (1 - dice) if status == "ok" else float("nan")
        row = {key: case[key] for key in ("case", "patient", "phase", "site")}
        row |= {"vendor": "", "label": number, "name": name, "status": status, "dice": float(dice)}
        rows.append(row | {"hd95_mm": float(hd95), "penalty_mm": 180.0})
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


def log(method: str, seed: int) -> list[dict]:
    rng = np.random.default_rng(zlib.crc32(f"{method}{seed}".encode()))
    steps, cost = (2400, 0.1) if method == "standard-long" else (600, {"standard": 0.1, "coop": 0.2}.get(method, 0.4))
    rows = []
    for epoch, step in enumerate(range(20, steps + 1, 20), 1):
        loss, dice = 2 * np.exp(-step / 150) + 0.2, 0.85 * (1 - np.exp(-step / 120))
        row = {"epoch": epoch, "step": step, "seconds": step * cost, "images_per_s": 8 / cost, "memory_mb": 500}
        row |= {"loss_seg": loss, "loss_total": loss * len(stages(method)) + rng.normal(0, 0.02)}
        for stage in "ftn", "stn":
            for name in NAMES:
                known = stage in stages(method)
                row[f"val_dice_{name}_{stage}"] = float(np.clip(dice + rng.normal(0, 0.03), 0, 1)) if known else "nan"
        rows.append(row | {"val_score": dice})
    return rows


def make_experiment(seeds: list[int], sites: str, patients: int, left_out: bool) -> dict:
    count = {"patients": patients, "cases": 2 * patients}
    test_sets = [{"name": "clean", "title": "own site (a)", "kind": "own"} | count]
    test_sets += [{"name": f"site-{site}", "title": f"site {site}", "kind": "site"} | count for site in sites]
    for artifact in ARTIFACTS:
        about = {"kind": "artifact", "artifact": artifact, "severity": 3}
        test_sets.append({"name": f"{artifact}-3", "title": f"{artifact}, severity 3"} | about | count)
    reason = "this machine does 98 GFLOP/s, below 150"
    return {
        "title": "Cooperative training on the phantom cohort",
        "name": "demo",
        "methods": [name for name in NETWORKS if not (left_out and name == "standard-long")],
        "seeds": seeds,
        "training_set": {"patients": 5, "cases": 10, "site": "a"},
        "test_sets": test_sets,
        "left_out": [{"method": "standard-long", "reason": reason}] if left_out else [],
        "machine": {"gflops": 98.2, "processor": "some processor", "threads": 2},
        "versions": {"coopseg": "0.1.0", "commit": "0123abc", "torch": "2.13.0", "snakemake": "9.27.1"},
        "budget": {"steps": 600, "batch-size": 8, "size": 96, "base-width": 8, "learning-rate": 0.001},
        "command": "workflows/demo",
    }


def make_results(
    folder: Path,
    seeds: list[int],
    sites: str = "bc",
    patients: int = 3,
    left_out: bool = False,
    hearts: dict[str, list[dict]] | None = None,
) -> list[dict]:
    """Writes the folder; all rows of its scores, each with method, stage, seed and test_set."""
    experiment = make_experiment(seeds, sites, patients, left_out)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "experiment.json").write_text(json.dumps(experiment))
    hearts = hearts or cohort(experiment["test_sets"], patients)
    written = []
    for method in experiment["methods"]:
        for seed in seeds:
            run = folder / "runs" / method / f"seed-{seed}"
            write_csv(run / "log.csv", log(method, seed))
            (run / "config.ini").write_text(f"network = {NETWORKS[method]}\nepochs = 600\nseed = {seed}\n")
            for test_set in experiment["test_sets"]:
                for stage in stages(method):
                    name = f"{method}/seed-{seed}/{test_set['name']}.{stage}"
                    rng = np.random.default_rng(zlib.crc32(name.encode()))
                    skill = {"own": 0.9, "site": 0.6, "artifact": 0.7}[test_set["kind"]] + 0.05 * len(stage * 2) / 6
                    cases = hearts[test_set["name"]]
                    predictions = [segment(case["label"], skill - rng.uniform(0, 0.2), rng) for case in cases]
                    if test_set["name"] == "site-b" and method == "standard":
                        predictions[0][predictions[0] == 3] = 0
                    rows = [row for case, p in zip(cases, predictions, strict=True) for row in score(case, p)]
                    write_csv(folder / "scores" / f"{name}.csv", rows)
                    write_study(folder / "segmentations" / f"{name}.h5", cases, predictions)
                    key = {"method": method, "stage": stage, "seed": seed, "test_set": test_set["name"]}
                    written += [row | key for row in rows]
    return written
