SAME_TIME = same_time.__file__
OTHERS = [method for method in METHODS if not is_long(method)]
CHAINS = {method: chain_of(method, ROOT / "configs/train") for method in METHODS}


def started_from(wildcards, file):
    """A file of the run whose model a method starts from, with the same split and seed; nothing where it starts afresh."""
    starts = CHAINS[wildcards.method][1:2]
    return [f"{run_of(start, wildcards)}/{file}" for start in starts]


def cases_of(wildcards):
    return SPLITS[wildcards.split][wildcards.part]


rule study_list:
    localrule: True
    input:
        lambda wildcards: [f"{RESULTS}/cases/{case}.h5" for case in cases_of(wildcards)],
    output:
        f"{RESULTS}/lists/{{split}}/{{part}}.txt",
    wildcard_constraints:
        part="train|val",
    params:
        cases=cases_of,
    shell:
        "printf '../../cases/%s.h5\\n' {params.cases:q} > {output:q}"


# Checkpoints are not declared: Snakemake would delete those of a failed job, and --resume goes on from them.
rule train:
    input:
        train=f"{RESULTS}/lists/{{split}}/train.txt",
        val=f"{RESULTS}/lists/{{split}}/val.txt",
        hard=hard_list,
        start=lambda wildcards: started_from(wildcards, "done"),
        method=ROOT / "configs/train/{method}.ini",
        budget=ROOT / config["budget"],
    output:
        touch(f"{RESULTS}/runs/{RUN}/done"),
    wildcard_constraints:
        method="|".join(OTHERS),
    params:
        run=run_folder("{method}"),
        program=program("train-ftn-stn"),
        hard=lambda wildcards, input: ["--hard-list", input.hard] if input.hard else [],
        init=lambda wildcards: [word for model in started_from(wildcards, "best.h5") for word in ("--init", model)],
        options=options("train-ftn-stn"),
        leak=lambda wildcards: LEAK_OPTION[wildcards.split],
    threads: STAGES["train-ftn-stn"].threads
    resources:
        **needs(lambda wildcards: RUN_COSTS[wildcards.split][wildcards.method], "train-ftn-stn", at_once=False),
        expected_steps=lambda wildcards: STEPS[wildcards.split],
    shell:
        "exec {params.program:q} --config {input.method:q} --config {input.budget:q} --seed {wildcards.seed:q}"
        " --train-list {input.train:q} --val-list {input.val:q} -o {params.run:q} --resume {params.hard:q} {params.init:q}"
        " {params.options:q} {params.leak:q} {OURS[train-ftn-stn]:q}"


# The other budget: as many steps as fit, at the pace of the same method with the same seed, into the seconds of the dearest
# of the other methods. Steps and no time limit: a schedule ends with them.
rule train_long:
    input:
        train=f"{RESULTS}/lists/{{split}}/train.txt",
        val=f"{RESULTS}/lists/{{split}}/val.txt",
        method=ROOT / "configs/train/{method}.ini",
        budget=ROOT / config["budget"],
        others=[f"{run_folder(other)}/done" for other in OTHERS],
    output:
        touch(f"{RESULTS}/runs/{RUN}/done"),
    wildcard_constraints:
        method="[^/]+-long",
    params:
        run=run_folder("{method}"),
        others=[word for method in OTHERS for word in ("--run", *map(run_folder, CHAINS[method]))],
        pace=lambda wildcards: run_of(paced_by(wildcards.method), wildcards),
        program=program("train-ftn-stn"),
        options=options("train-ftn-stn", given_by_rule=("max-steps", "epochs", "time-limit")),
        leak=lambda wildcards: LEAK_OPTION[wildcards.split],
    threads: STAGES["train-ftn-stn"].threads
    resources:
        **needs(lambda wildcards: RUN_COSTS[wildcards.split][wildcards.method], "train-ftn-stn", at_once=False),
    shell:
        "exec {params.program:q} --config {input.method:q} --config {input.budget:q} --seed {wildcards.seed:q}"
        " --train-list {input.train:q} --val-list {input.val:q} -o {params.run:q} --resume {params.options:q}"
        " {params.leak:q} {OURS[train-ftn-stn]:q} --epochs 1000000 --time-limit 0"
        " --max-steps $(python3 {SAME_TIME:q} --pace {params.pace:q} {params.others:q})"
