"""What an experiment left in its results folder, read and checked."""

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

LABELS = ("LV", "MYO", "RV")
KINDS = ("own", "site", "artifact", "recipe")
KEYS = "title name methods seeds splits test_sets left_out machine versions budget command".split()
COLUMNS = ["case", "patient", "name", "status", "dice"]
OPTIONAL_COLUMNS = ["hd95_mm", "penalty_mm", "site", "vendor"]


class ReportError(Exception):
    """Something in the results that is missing or not as expected; the message names the file."""


@dataclass
class Results:
    folder: Path
    experiment: dict
    methods: list[str]  # those that ran
    stages: list[tuple[str, str]]  # (method, stage) in the order of the tables
    scores: pd.DataFrame  # one row per split, method, stage, seed, test set, case and label
    logs: dict[tuple[str, str, int], pd.DataFrame]  # by split, method and seed
    configs: dict[str, str]  # the options as used, by method

    @property
    def seeds(self) -> list[int]:
        return self.experiment["seeds"]

    def starts(self, method: str) -> list[str]:
        """The methods whose models it starts from, one after the other."""
        return self.experiment.get("starts", {}).get(method, [])

    @cached_property
    def splits(self) -> list[str]:
        return [split["name"] for split in self.experiment["splits"]]

    @property
    def runs(self) -> list[tuple[str, int]]:
        """(split, seed): each method was trained once for each."""
        return [(split, seed) for split in self.splits for seed in self.seeds]

    @property
    def test_sets(self) -> list[dict]:
        return self.experiment["test_sets"]

    def of_split(self, split: dict) -> "Results":
        name = split["name"]
        return replace(
            self,
            experiment=self.experiment | {"splits": [split]},
            scores=self.scores[self.scores["split"] == name],
            logs={key: log for key, log in self.logs.items() if key[0] == name},
        )

    def segmentation(self, method: str, test_set: str, stage: str) -> Path:
        """Of the first split and seed."""
        run = run_folder(self.splits[0], method, self.seeds[0])
        return self.folder / "segmentations" / run / f"{test_set}.{stage}.h5"


def run_folder(split: str, method: str, seed: int, *name: str) -> Path:
    """Where a training's files are in each of runs, scores, segmentations and reports."""
    return Path(split, method, f"seed-{seed}", *name)


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
    for key in KEYS:
        if key not in experiment:
            raise ReportError(f"{path}: found no '{key}', expected one")
    for split in experiment["splits"]:
        for key in ("name", "training_set", "leaks"):
            if key not in split:
                raise ReportError(f"{path}: a split: found no '{key}', expected one")
    for test_set in experiment["test_sets"]:
        if test_set.get("kind") not in KINDS:
            raise ReportError(
                f"{path}: test set {test_set.get('name')}: found kind '{test_set.get('kind')}', "
                f"expected {', '.join(KINDS[:-1])} or {KINDS[-1]}"
            )
    return experiment


def read_csv(path: Path, columns: list[str]) -> pd.DataFrame:
    if not path.is_file():
        raise ReportError(f"{path}: No such file or directory")
    text = dict.fromkeys(("case", "patient", "site", "vendor"), str)
    try:
        table = pd.read_csv(path, dtype=text, keep_default_na=False, na_values=["nan"])
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
    table["dice"] = table["dice"].mask(table["status"] == "error", 0.0)  # counted as compare.py counts it
    return table


def stages_of(config: str) -> list[str]:
    """The stages of a run: only a network `ftn-stn` refines."""
    options = dict(line.split("=", 1) for line in config.replace(" ", "").splitlines() if "=" in line)
    return ["ftn", "stn"] if options.get("network") == "ftn-stn" else ["ftn"]


def read_results(folder: Path) -> Results:
    experiment = read_experiment(folder / "experiment.json")
    left_out = {entry["method"] for entry in experiment["left_out"]}
    methods = [method for method in experiment["methods"] if method not in left_out]
    splits = [split["name"] for split in experiment["splits"]]
    if not (methods and experiment["seeds"] and splits):
        path = folder / "experiment.json"
        raise ReportError(f"{path}: found no method that ran, no seed or no split, expected at least one of each")
    logs, configs, stages, scores = {}, {}, [], []
    for method in methods:
        runs = [(split, method, seed) for split in splits for seed in experiment["seeds"]]
        for run in runs:
            path = folder / "runs" / run_folder(*run)
            logs[run] = read_csv(path / "log.csv", ["step", "seconds", "loss_total", "val_dice_LV_ftn"])
            configs.setdefault(method, read_text(path / "config.ini"))
        for stage in stages_of(configs[method]):
            stages.append((method, stage))
            for split, _, seed in runs:
                for test_set in experiment["test_sets"]:
                    path = folder / "scores" / run_folder(split, method, seed, f"{test_set['name']}.{stage}.csv")
                    key = {"split": split, "method": method, "stage": stage, "seed": seed}
                    scores.append(read_scores(path).assign(**key, test_set=test_set["name"]))
    return Results(folder, experiment, methods, stages, pd.concat(scores, ignore_index=True), logs, configs)
