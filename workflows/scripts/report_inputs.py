"""What an experiment left in its results folder, read and checked."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

LABELS = ("LV", "MYO", "RV")
STAGES = {"ftn": "FTN", "stn": "FTN + STN"}
KEYS = "title name methods seeds training_set test_sets left_out machine versions budget command".split()
COLUMNS = ["case", "patient", "name", "status", "dice"]
OPTIONAL_COLUMNS = ["hd95_mm", "penalty_mm"]


class ReportError(Exception):
    """Something in the results that is missing or not as expected; the message names the file."""


@dataclass
class Results:
    folder: Path
    experiment: dict
    methods: list[str]  # those that ran
    stages: list[tuple[str, str]]  # (method, stage) in the order of the tables
    scores: pd.DataFrame  # one row per method, stage, seed, test set, case and label
    logs: dict[tuple[str, int], pd.DataFrame]  # by method and seed
    configs: dict[str, str]  # the options as used, by method

    @property
    def seeds(self) -> list[int]:
        return self.experiment["seeds"]

    @property
    def test_sets(self) -> list[dict]:
        return self.experiment["test_sets"]

    def segmentation(self, method: str, seed: int, test_set: str, stage: str) -> Path:
        split = split_of(self.experiment)
        return self.folder / "segmentations" / split / method / f"seed-{seed}" / f"{test_set}.{stage}.h5"


def split_of(experiment: dict) -> str:
    return experiment["splits"][0]["name"] if "splits" in experiment else ""


def read_text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as error:
        raise ReportError(f"{path}: {error.strerror}") from error


def read_experiment(path: Path) -> dict:
    try:
        experiment = json.loads(read_text(path))
    except ValueError as error:
        raise ReportError(f"{path}: found no valid JSON ({error})") from error
    if not isinstance(experiment, dict):
        raise ReportError(f"{path}: found a {type(experiment).__name__}, expected an object")
    if "splits" in experiment:
        experiment = experiment["splits"][0] | experiment
    for key in KEYS:
        if key not in experiment:
            raise ReportError(f"{path}: found no '{key}', expected one")
    for test_set in experiment["test_sets"]:
        if test_set.get("kind") not in ("own", "site", "artifact", "recipe"):
            raise ReportError(
                f"{path}: test set {test_set.get('name')}: found kind '{test_set.get('kind')}', "
                "expected own, site or artifact"
            )
    return experiment


def read_csv(path: Path, columns: list[str]) -> pd.DataFrame:
    if not path.is_file():
        raise ReportError(f"{path}: No such file or directory")
    try:
        table = pd.read_csv(path, dtype={"case": str, "patient": str}, keep_default_na=False, na_values=["nan"])
    except (ValueError, pd.errors.ParserError) as error:
        raise ReportError(f"{path}: found no CSV table ({error})") from error
    for column in columns:
        if column not in table:
            raise ReportError(f"{path}: found no column '{column}', expected {', '.join(columns)}")
    if table.empty:
        raise ReportError(f"{path}: found no rows, expected at least one")
    return table


def read_scores(path: Path) -> pd.DataFrame:
    table = read_csv(path, COLUMNS)
    table = table[COLUMNS + [column for column in OPTIONAL_COLUMNS if column in table]]
    for name in set(table["name"]) - set(LABELS):
        raise ReportError(f"{path}: found the structure '{name}', expected one of {', '.join(LABELS)}")
    table["patient"] = table["patient"].where(table["patient"] != "", table["case"])
    return table


def stages_of(config: str) -> list[str]:
    """The stages of a run: only a network `ftn-stn` refines."""
    options = dict(line.split("=", 1) for line in config.replace(" ", "").splitlines() if "=" in line)
    return ["ftn", "stn"] if options.get("network") == "ftn-stn" else ["ftn"]


def read_results(folder: Path) -> Results:
    experiment = read_experiment(folder / "experiment.json")
    left_out = {entry["method"] for entry in experiment["left_out"]}
    methods = [method for method in experiment["methods"] if method not in left_out]
    seeds = experiment["seeds"]
    if not methods or not seeds:
        raise ReportError(f"{folder / 'experiment.json'}: found no method that ran or no seed, expected at least one")
    logs, configs, stages, scores = {}, {}, [], []
    for method in methods:
        for seed in seeds:
            run = folder / "runs" / split_of(experiment) / method / f"seed-{seed}"
            logs[method, seed] = read_csv(run / "log.csv", ["step", "seconds", "loss_total", "val_dice_LV_ftn"])
            configs.setdefault(method, read_text(run / "config.ini"))
        for stage in stages_of(configs[method]):
            stages.append((method, stage))
            for seed in seeds:
                for test_set in experiment["test_sets"]:
                    name = f"{test_set['name']}.{stage}.csv"
                    path = folder / "scores" / split_of(experiment) / method / f"seed-{seed}" / name
                    key = {"method": method, "stage": stage, "seed": seed, "test_set": test_set["name"]}
                    scores.append(read_scores(path).assign(**key))
    return Results(folder, experiment, methods, stages, pd.concat(scores, ignore_index=True), logs, configs)
