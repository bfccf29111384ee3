"""Settings of an experiment in the form that its jobs take."""


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
