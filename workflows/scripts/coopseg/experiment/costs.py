"""What a job costs, from the work that it does and what such work took (costs.json): what the rules ask a
scheduler for and what `plan` adds up."""

import json
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from coopseg.experiment.methods import chain_of, is_long, read_ini
from coopseg.experiment.stages import device_of_stage, threads_of_stage

COSTS = json.loads((Path(__file__).with_name("costs.json")).read_text())
TRAINING = COSTS["training"]
SLICES_PER_CASE = 10

# What is asked for beyond what is expected: a job that is stopped costs more than one that ends early. Both grow with
# each attempt.
MEMORY_MARGIN = 1.5
MEMORY_OF_A_JOB_MB = 500  # Snakemake runs in the job as well
TIME_MARGIN = 3
MINUTES_OF_A_JOB = 5


@dataclass(frozen=True)
class Cost:
    seconds: float
    memory_mb: float
    disk_mb: float

    def asked_memory_mb(self, attempt: int) -> int:
        return attempt * ceil(MEMORY_OF_A_JOB_MB + MEMORY_MARGIN * self.memory_mb)

    def asked_minutes(self, attempt: int) -> int:
        return attempt * ceil(MINUTES_OF_A_JOB + TIME_MARGIN * self.seconds / 60)


def cost_of_cases(rule: str, cases: int) -> Cost:
    one = COSTS["cases"][rule]
    return Cost(cases * one["seconds"], one["memory_mb"], cases * one["disk_mb"])


def cost_of_machine() -> Cost:
    return Cost(**COSTS["machine"])


def cost_of_report() -> Cost:
    return Cost(**COSTS["report"])


def shape_of(budget: dict[str, str]) -> tuple[int, int, int]:
    """Batch, side of a slice and width of the networks."""
    return int(budget.get("batch-size", 20)), int(budget.get("size", 192)), int(budget.get("base-width", 16))


def steps_of_epoch(budget: dict[str, str], training_cases: int) -> int:
    return -(-training_cases * SLICES_PER_CASE // (shape_of(budget)[0] // 2))


def steps_of(budget: dict[str, str], training_cases: int) -> int:
    limit = int(budget.get("max-steps", 0))
    planned = int(budget.get("epochs", 600)) * steps_of_epoch(budget, training_cases)
    return min(limit, planned) if limit else planned


def share_of_published_step(budget: dict[str, str]) -> float:
    """Convolutions of a step, as a share of those with a batch of 20 slices of 192 x 192 and width 16."""
    batch, side, width = shape_of(budget)
    return batch / 20 * (side / 192) ** 2 * (width / 16) ** 2


def cost_of_hard_pass(costs: dict[str, float], branch: str) -> float:
    """By hard branch; one that was not measured is planned as the dearest."""
    return 0.0 if branch == "none" else costs.get(branch, max(costs.values()))


def share_of_hard_steps(method: dict[str, str], steps: int) -> float:
    hard = ceil(max(0, steps - int(method.get("hard-from", 0))) / int(method.get("hard-every", 1)))
    return hard / max(1, steps)


def step_tflop(method: dict[str, str], budget: dict[str, str], steps: int, in_epoch: int) -> float:
    """Of a step in the mean over a run: its standard pass, in some steps a pass on hard examples, and its share of the
    forward passes (a third of a step) that renew batch-norm statistics after each epoch."""
    kind = "stn-alone" if method.get("freeze-ftn") == "true" else method.get("network", "ftn-stn")
    share = TRAINING["share_of_coop_latent"][kind]
    hard = cost_of_hard_pass(share["hard"], method.get("hard-branch", "none")) * share_of_hard_steps(method, steps)
    renewed = share["standard"] / 3 * int(budget.get("renew-statistics", 0)) / in_epoch
    return TRAINING["published_step_tflop"] * share_of_published_step(budget) * (share["standard"] + hard + renewed)


def tflops(threads: int, device: str) -> float:
    """What training is expected to reach, in TFLOP/s."""
    return TRAINING["tflops_of_a_thread"] * threads if device == "cpu" else TRAINING["tflops_of_a_gpu"]


def cost_of_training(
    method: dict[str, str], budget: dict[str, str], steps: int, rate: float, training_cases: int = 1
) -> Cost:
    """`rate` in TFLOP/s."""
    batch, side, width = shape_of(budget)
    activations = batch / 20 * (side / 192) ** 2 * width / 16
    memory = TRAINING["memory_mb"]["always"] + TRAINING["memory_mb"]["published_batch"] * activations
    disk = TRAINING["disk_mb_at_width_16"] * (width / 16) ** 2
    of_step = step_tflop(method, budget, steps, steps_of_epoch(budget, training_cases))
    return Cost(steps * of_step / rate, memory, disk)


def steps_of_runs(config: dict, training_cases: int, root: Path) -> int:
    """Of methods that are not long."""
    return steps_of(read_ini(root / config["budget"]), training_cases)


def costs_of_runs(config: dict, methods: list[str], training_cases: int, root: Path) -> dict[str, Cost]:
    """By method, without the runs that it starts from. A long one takes as many seconds as the dearest of the others
    with them."""
    budget = read_ini(root / config["budget"])
    steps = steps_of(budget, training_cases)
    rate = tflops(threads_of_stage(config, "train-ftn-stn"), device_of_stage(config, "train-ftn-stn"))
    inis = {method: read_ini(root / f"configs/train/{method}.ini") for method in methods}
    costs = {method: cost_of_training(ini, budget, steps, rate, training_cases) for method, ini in inis.items()}
    dearest = max(sum(costs[start].seconds for start in chain_of(method, root / "configs/train")) for method in methods)
    return {method: replace(cost, seconds=dearest) if is_long(method) else cost for method, cost in costs.items()}
