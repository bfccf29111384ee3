LONGEST_RUN = str(SCRIPTS / "longest_run.py")
OTHERS = [method for method in METHODS if not is_long(method)]


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
        method=ROOT / "configs/train/{method}.ini",
        budget=ROOT / config["budget"],
    output:
        touch(f"{RESULTS}/runs/{RUN}/done"),
    wildcard_constraints:
        method="|".join(OTHERS),
    params:
        run=run_folder("{method}"),
        program=lambda _: PROGRAMS["train-ftn-stn"],
        hard=lambda wildcards, input: ["--hard-list", input.hard] if input.hard else [],
        options=options("train-ftn-stn"),
        leak=lambda wildcards: LEAK_OPTION[wildcards.split],
    threads: threads_of("train-ftn-stn")
    resources:
        **needs(lambda wildcards: RUN_COSTS[wildcards.split][wildcards.method], "train-ftn-stn", at_once=False),
    shell:
        "exec {params.program:q} --config {input.method:q} --config {input.budget:q} --seed {wildcards.seed:q}"
        " --train-list {input.train:q} --val-list {input.val:q} -o {params.run:q} --resume {params.hard:q} {params.options:q}"
        " {params.leak:q} {OURS[train-ftn-stn]:q}"


# The other budget: as many seconds as the dearest of the other methods took with the same seed.
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
        others=[run_folder(method) for method in OTHERS],
        program=lambda _: PROGRAMS["train-ftn-stn"],
        options=options("train-ftn-stn"),
        leak=lambda wildcards: LEAK_OPTION[wildcards.split],
    threads: threads_of("train-ftn-stn")
    resources:
        **needs(lambda wildcards: RUN_COSTS[wildcards.split][wildcards.method], "train-ftn-stn", at_once=False),
    shell:
        "exec {params.program:q} --config {input.method:q} --config {input.budget:q} --seed {wildcards.seed:q}"
        " --train-list {input.train:q} --val-list {input.val:q} -o {params.run:q} --resume {params.options:q}"
        " {params.leak:q} {OURS[train-ftn-stn]:q} --max-steps 0 --epochs 1000000"
        " --time-limit $(python3 {LONGEST_RUN:q} {params.others:q})"
