"""The stages of an experiment: the program of each, what it is given, its threads and its device."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stage:
    program: list[str]  # words of a command line
    ours: list[str]  # what all our programs are given; nothing where another program stands in
    options: dict  # the experiment's
    threads: int
    device: str

    @property
    def uses_gpu(self) -> bool:
        return self.device.startswith("cuda")


def threads_of_stage(config: dict, stage: str) -> int:
    """A number for all stages, or one for each with 1 for those not named."""
    given = config.get("threads", 1)
    return given.get(stage, 1) if isinstance(given, dict) else given


def device_of_stage(config: dict, stage: str) -> str:
    return str(config.get("options", {}).get(stage, {}).get("device", "cpu"))


def stages_of(
    config: dict, names: list[str], programs: Path, stand_ins: dict[str, str], on_free_gpu: Path
) -> dict[str, Stage]:
    """By name. `on_free_gpu` chooses a GPU that no other of these programs uses, where there are several and no
    scheduler has chosen one."""
    stages = {}
    for name in names:
        threads, device = threads_of_stage(config, name), device_of_stage(config, name)
        program = [stand_ins.get(name, str((programs / name).absolute()))]
        if device == "cuda":
            program.insert(0, str(on_free_gpu))
        ours = [] if name in stand_ins else ["--threads", str(threads), "-q"]
        stages[name] = Stage(program, ours, config.get("options", {}).get(name, {}), threads, device)
    return stages
