"""Settings of an experiment in the form that its jobs take."""

from pathlib import Path


def located(config: dict, root: Path) -> dict:
    """Settings that are paths of inputs. Manifest and splits are looked for in the working directory, then in the
    project; budget and recipes, which are relative to the project, in the project first."""

    def from_here(path: str) -> str:
        return str(root / path) if (root / path).is_file() and not Path(path).exists() else path

    def from_project(path: str) -> str:
        return str(Path(path).absolute()) if Path(path).is_file() and not (root / path).is_file() else path

    places = {"manifest": from_here, "split": from_here, "budget": from_project, "recipes": from_project}
    return {
        key: [find(path) for path in config[key]] if isinstance(config[key], list) else find(config[key])
        for key, find in places.items()
        if key in config
    }


def split_files(config: dict) -> list[str]:
    return [config["split"]] if isinstance(config["split"], str) else config["split"]


def words_of(options: dict) -> list[str]:
    """Options as words of a command line; a value that is empty or looks like an option stays with its name."""
    words = []
    for name, value in options.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if value is None:
            words.append(f"--{name}")
        else:
            words += [f"--{name}={text}"] if text == "" or text.startswith("-") else [f"--{name}", text]
    return words
