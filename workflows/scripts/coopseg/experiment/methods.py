"""The methods of an experiment: what their files, configs/train/NAME.ini, say of them."""

from itertools import takewhile
from pathlib import Path


def parse_ini(text: str) -> dict[str, str]:
    lines = [line.split("#")[0] for line in text.splitlines()]
    pairs = [line.split("=", 1) for line in lines if "=" in line]
    return {key.strip(): value.strip() for key, value in pairs}


def read_ini(path: Path) -> dict[str, str]:
    return parse_ini(path.read_text())


def description_of(method: Path) -> str:
    """The comment at the beginning of its file."""
    lines = takewhile(lambda line: line.startswith("#"), method.read_text().splitlines())
    return " ".join(line.lstrip("# ") for line in lines)


def has_stn(method: Path, config: dict | None = None) -> bool:
    """Of a method's file and an experiment's options of training, which win."""
    options = (config or {}).get("options", {}).get("train-ftn-stn", {})
    return options.get("network", read_ini(method).get("network", "ftn-stn")) == "ftn-stn"


def uses_hard_studies(method: Path) -> bool:
    return read_ini(method).get("hard-branch") == "study"


def is_long(method: str) -> bool:
    """True for a method that gets as much time as the dearest other one."""
    return method.endswith("-long")


def paced_by(long: str) -> str:
    """The method whose pace says how many steps of a long one fit into a time: the same, but not long."""
    return long.removesuffix("-long")


def chain_of(method: str, train: Path) -> list[str]:
    """The method, the method whose model it starts from (`init` in its file), and so on."""
    start = read_ini(train / f"{method}.ini").get("init")
    return [method, *chain_of(start, train)] if start else [method]


def chosen_methods(config: dict, gflops: float) -> tuple[list[str], list[dict[str, str]]]:
    """The methods to run, and those left out, each with the reason."""
    needed = config.get("long_needs_gflops", 0)
    slow = gflops < needed
    reason = (
        f"this machine multiplies matrices at {gflops:.0f} GFLOP/s, below the {needed} that this experiment asks for"
    )
    left_out = [{"method": name, "reason": reason} for name in config["methods"] if slow and is_long(name)]
    return [name for name in config["methods"] if not (slow and is_long(name))], left_out
