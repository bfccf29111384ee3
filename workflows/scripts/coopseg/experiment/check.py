"""An experiment's settings against schema.json, before anything runs."""

import json
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from jsonschema import Draft202012Validator, ValidationError

from coopseg.experiment.methods import is_long, paced_by, read_ini
from coopseg.experiment.settings import located
from coopseg.nearest_name import suggestion

SCHEMA = json.loads((Path(__file__).with_name("schema.json")).read_text())
STAGE_NAMES = SCHEMA["$defs"]["stage"]["enum"]


class ExperimentError(Exception):
    """A setting that cannot be used; the message names it."""


def typed(value: object) -> object:
    """Whole numbers and truth values of --config, which Snakemake leaves as texts inside of lists and mappings."""
    if isinstance(value, dict):
        return {key: typed(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [typed(entry) for entry in value]
    is_text_of_another = isinstance(value, str) and re.fullmatch(r"0|[1-9]\d*|true|false", value)
    return json.loads(value) if is_text_of_another else value


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    return f"unknown {what} '{name}'" + suggestion(str(name), known)


def explain(error: ValidationError) -> str:
    """The setting at fault, what was found and what was expected."""
    place = ".".join(str(part) for part in error.absolute_path)
    where = f"{place}: " if place else ""
    if "propertyNames" in error.absolute_schema_path:
        return where + unknown("stage", error.instance, error.validator_value)
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        return where + unknown("key", next(key for key in error.instance if key not in known), known)
    if error.validator == "required":
        key = next(key for key in error.validator_value if key not in error.instance)
        description = error.schema["properties"][key]["description"]
        return f"{where}found no '{key}', expected {description}"
    if error.validator == "enum":
        return where + unknown("artifact", error.instance, error.validator_value)
    return f"{where}found {json.dumps(error.instance)}, expected {error.schema['description']}"


# Snakemake reads braces as wildcards, and starts itself again for some jobs by a shell command that has paths and the
# values of --config in double quotes.
READ_BY_SNAKEMAKE = '{}$`"\\\n'


def check_path(key: str, path: str) -> None:
    if path.startswith("-"):
        raise ExperimentError(f"{key}: found '{path}', expected a path without a dash in front")
    check_text(key, path, READ_BY_SNAKEMAKE)


def check_text(key: str, text: str, refused: str) -> None:
    for letter in refused:
        if letter in text:
            raise ExperimentError(f"{key}: found {letter!r} in '{text}', expected none of {' '.join(refused[:-1])}")


def check_paths(config: dict) -> None:
    for key in ("manifest", "split", "data_root", "results", "budget", "bin", "recipes"):
        given = config.get(key, [])
        for path in given if isinstance(given, list) else [given]:
            check_path(key, path)


def check_given(key: str, value: object) -> None:
    """A value of --config, with all that it holds."""
    if isinstance(value, str):
        check_text(key, value, READ_BY_SNAKEMAKE.strip("{}"))
    for entry in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        check_given(f"{key}.{entry[0]}", entry[1])


def check_chains(chosen: list[str], methods: dict[str, dict[str, str]]) -> None:
    """What a method starts from, and what paces a long one, runs in the same experiment."""
    for name in chosen:
        seen = [name]
        while start := methods[seen[-1]].get("init"):
            if start in seen:
                raise ExperimentError(f"methods: {' starts from '.join([*seen, start])}, expected an end")
            if start not in chosen:
                why = f"expected it because {seen[-1]} starts from its model"
                raise ExperimentError(f"methods: found no '{start}', {why}")
            seen.append(start)
        if is_long(name) and paced_by(name) not in chosen:
            raise ExperimentError(
                f"methods: found no '{paced_by(name)}', expected it because its pace says how many steps of {name} "
                "fit into the time of the others"
            )


def check_methods(config: dict, train: Path) -> None:
    methods = {ini.stem: read_ini(ini) for ini in train.glob("*.ini")}
    for name in config["methods"]:
        if name not in methods:
            raise ExperimentError("methods: " + unknown("method", name, sorted(methods)))
    check_chains(config["methods"], methods)
    from_studies = [name for name in config["methods"] if methods[name].get("hard-branch") == "study"]
    if not from_studies:
        return
    if "hard_examples" not in config:
        raise ExperimentError(f"found no 'hard_examples', expected its model because of the method {from_studies[0]}")
    model = config["hard_examples"]["model"]
    if model not in config["methods"] or model in from_studies or methods[model].get("network") != "ftn-stn":
        raise ExperimentError(
            f"hard_examples.model: found '{model}', expected one of the experiment's methods with both networks and "
            "without hard-branch study"
        )


# Options that the rules give to our programs, by what to set in their place.
GIVEN_BY_RULES = {
    "threads": "the experiment's threads",
    "seed": "the experiment's seeds, or artifact_seed",
    "config": "a method's file, and the experiment's budget",
    "init": "init in the method's file",
    "model": "the experiment's methods",
    "output": "the experiment's results",
    "quiet": "nothing: programs are quiet",
}


def check_options(config: dict) -> None:
    for stage, given in config.get("options", {}).items():
        for option in given if stage not in config.get("stages", {}) else ():
            if option in GIVEN_BY_RULES and not (stage == "make-phantom" and option == "seed"):
                instead = GIVEN_BY_RULES[option]
                raise ExperimentError(f"options.{stage}.{option}: the rules give this option, expected {instead}")


def check_recipes(config: dict, root: Path) -> None:
    stems = [Path(name).stem for name in config.get("recipes", [])]
    for stem in stems:
        if stems.count(stem) > 1:
            raise ExperimentError(f"recipes: found two named '{stem}', expected files of different names")
    for name in config.get("recipes", []):
        if not (root / name).is_file():
            raise ExperimentError(f"recipes: found no '{name}', expected a recipe such as configs/artifacts/acdc-c.ini")
        most = int(read_ini(root / name).get("copies", 1))
        for copy in config.get("copies", [1]):
            if copy > most:
                raise ExperimentError(f"copies: found {copy}, expected 1 to {most} as {name} says")


def find_program(stage: str, name: str) -> str:
    """The absolute path of a program given as a path, from the working directory, or as a command on PATH."""
    path = Path(name)
    if not path.is_file():
        found = shutil.which(name)
        if found is None:
            raise ExperimentError(f"stages.{stage}: found no '{name}', expected a path or a command on PATH")
        path = Path(found)
    if not os.access(path, os.X_OK):
        raise ExperimentError(f"stages.{stage}: found '{name}' without permission to execute, expected a program")
    return str(path.absolute())


def check_experiment(config: dict, root: Path) -> dict[str, str]:
    """Raises an ExperimentError for the first wrong setting; puts the places of inputs into the settings and gives the
    programs that stand in for stages."""
    errors = Draft202012Validator(SCHEMA).iter_errors(config)
    for error in sorted(errors, key=lambda error: (error.validator != "additionalProperties", str(error.json_path))):
        raise ExperimentError(explain(error))
    check_paths(config)
    config.update(located(config, root))
    check_methods(config, root / "configs/train")
    check_options(config)
    check_recipes(config, root)
    return {stage: find_program(stage, name) for stage, name in config.get("stages", {}).items()}
