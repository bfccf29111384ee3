"""The settings of an experiment are checked before anything runs: one line names the wrong one."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from coopseg.experiment.check import SCHEMA, ExperimentError, check_experiment, typed
from experiments import run_experiment

ROOT = Path(__file__).parents[2]
BIN = Path(os.environ["COOPSEG_BIN"])

DEMO = yaml.safe_load((ROOT / "configs/experiments/demo.yaml").read_text())


@pytest.mark.parametrize(
    "experiment", sorted((ROOT / "configs/experiments").glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_shipped_experiments_are_accepted(experiment: Path) -> None:
    given = {"manifest": "manifest.csv", "split": "split.csv", "results": "results"}
    assert check_experiment(given | yaml.safe_load(experiment.read_text()), ROOT) == {}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"artefacts": []}, "unknown key 'artefacts' (did you mean artifacts?)"),
        ({"phantom": DEMO["phantom"] | {"site": "a"}}, "phantom: unknown key 'site' (did you mean sites?)"),
        ({"methods": ["coop", "coop-latnet"]}, "methods: unknown method 'coop-latnet' (did you mean coop-latent?)"),
        (
            {"methods": ["coop", "standard-long"]},
            "methods: found no 'standard', expected it because its pace says how many steps of standard-long fit into "
            "the time of the others",
        ),
        (
            {"methods": ["coop", "ftn-latent-warm"]},
            "methods: found no 'standard', expected it because ftn-latent-warm starts from its model",
        ),
        (
            {"options": {"train-ftn-stn": {"threads": 2}}},
            "options.train-ftn-stn.threads: the rules give this option, expected the experiment's threads",
        ),
        ({"methods": "coop"}, 'methods: found "coop", expected a list of methods, each once'),
        ({"artifacts": ["bias-feild"]}, "artifacts.0: unknown artifact 'bias-feild' (did you mean bias-field?)"),
        ({"split": []}, "split: found [], expected the path of a split (CSV), or a list of them, each once"),
        (
            {"recipes": ["acdc.ini"]},
            "recipes: found no 'acdc.ini', expected a recipe such as configs/artifacts/acdc-c.ini",
        ),
        (
            {"recipes": ["configs/artifacts/acdc-c.ini"], "copies": [3, 4]},
            "copies: found 4, expected 1 to 3 as configs/artifacts/acdc-c.ini says",
        ),
        ({"copies": [0]}, "copies.0: found 0, expected a whole number from 1"),
        ({"severities": [1, 6]}, "severities.1: found 6, expected a whole number from 1 to 5"),
        ({"seeds": []}, "seeds: found [], expected a list of seeds, each once, such as [0, 1, 2]"),
        ({"seeds": [0, 0]}, "seeds: found [0, 0], expected a list of seeds, each once, such as [0, 1, 2]"),
        ({"threads": 0}, "threads: found 0, expected a whole number from 1, or one for each stage"),
        ({"threads": {"train": 2}}, "threads: unknown stage 'train' (did you mean train-ftn-stn?)"),
        ({"options": {"predikt": {}}}, "options: unknown stage 'predikt' (did you mean predict?)"),
        (
            {"options": {"predict": {"field": ["whole"]}}},
            'options.predict.field: found ["whole"], expected a single value, or nothing for a switch',
        ),
        ({"allow_leak": "yes"}, 'allow_leak: found "yes", expected true or false'),
        ({"stages": {"refne": "x"}}, "stages: unknown stage 'refne' (did you mean refine?)"),
        ({"stages": {"refine": "no-such"}}, "stages.refine: found no 'no-such', expected a path or a command on PATH"),
        (
            {"stages": {"refine": str(ROOT / "README.md")}},
            f"stages.refine: found '{ROOT / 'README.md'}' without permission to execute, expected a program",
        ),
        (
            {"methods": ["coop-study"]},
            "found no 'hard_examples', expected its model because of the method coop-study",
        ),
        (
            {"methods": ["coop-study", "standard"], "hard_examples": {"model": "standard"}},
            "hard_examples.model: found 'standard', expected one of the experiment's methods with both networks and "
            "without hard-branch study",
        ),
    ],
)
def test_a_wrong_setting_is_named(change: dict, message: str) -> None:
    with pytest.raises(ExperimentError) as error:
        check_experiment(DEMO | change, ROOT)
    assert str(error.value) == message


def test_numbers_and_truth_values_of_the_command_line_are_known() -> None:
    """Snakemake leaves them as texts inside of lists and mappings."""
    given = {"seeds": ["0", "1"], "allow_leak": "true", "phantom": {"seed": "3"}, "title": "2 of them", "threads": 2}
    known = {"seeds": [0, 1], "allow_leak": True, "phantom": {"seed": 3}, "title": "2 of them", "threads": 2}
    assert typed(given) == known


def test_a_missing_setting_is_named() -> None:
    with pytest.raises(ExperimentError, match="^found no 'split', expected the path of a split"):
        check_experiment({key: value for key, value in DEMO.items() if key != "split"}, ROOT)


def test_another_corruption_program_may_know_other_artifacts(tmp_path: Path) -> None:
    program = tmp_path / "fog"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    settings = DEMO | {"artifacts": ["fog"], "stages": {"corrupt-artifacts": str(program)}}
    assert check_experiment(settings, ROOT) == {"corrupt-artifacts": str(program)}


def test_the_artifacts_are_those_of_the_program() -> None:
    command = [BIN / "corrupt-artifacts", "none.nii.gz", "--artifact", "none", "-o", "out.nii.gz"]
    answer = subprocess.run(command, capture_output=True, text=True).stderr
    assert SCHEMA["$defs"]["artifact"]["enum"] == sorted(answer.strip().split("there are: ")[1].split(", "))


def test_snakemake_says_one_line_and_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "my.yaml").write_text(yaml.safe_dump(DEMO | {"stages": {"predict": "./no-such"}}))
    result = run_experiment(tmp_path, ["my.yaml"], ["results=results"])
    message = "my.yaml: stages.predict: found no './no-such', expected a path or a command on PATH\n"
    assert result.returncode == 1 and result.stderr.startswith("experiment: ") and result.stderr.endswith(message)
    assert len(result.stderr.splitlines()) == 1 and not (tmp_path / "results").exists()
