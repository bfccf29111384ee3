def studies(part):
    return [f"{RESULTS}/cases/{case}.h5" for case in CASES[part]]


def run_folder(method):
    return f"{RESULTS}/runs/{method}/seed-{{seed}}"


OTHERS = [method for method in METHODS if not is_long(method)]


rule study_list:
    input:
        lambda wildcards: studies(wildcards.part),
    output:
        f"{RESULTS}/{{part}}.txt",
    wildcard_constraints:
        part="train|val",
    run:
        Path(output[0]).write_text("".join(f"cases/{Path(path).name}\n" for path in input))


# Checkpoints are not declared: Snakemake would delete those of a failed job, and --resume goes on from them.
rule train:
    input:
        train=f"{RESULTS}/train.txt",
        val=f"{RESULTS}/val.txt",
        hard=hard_list,
        method=ROOT / "configs/train/{method}.ini",
        budget=ROOT / config["budget"],
    output:
        touch(f"{RESULTS}/runs/{{method}}/seed-{{seed}}/done"),
    wildcard_constraints:
        method="|".join(OTHERS),
    params:
        run=run_folder("{method}"),
        program=PROGRAMS["train-ftn-stn"],
        hard=lambda wildcards, input: f"--hard-list {input.hard}" if input.hard else "",
        options=options("train-ftn-stn"),
    threads: threads_of("train-ftn-stn")
    shell:
        "{params.program} --config {input.method} --config {input.budget} --seed {wildcards.seed}"
        " --train-list {input.train} --val-list {input.val} -o {params.run} --resume {params.hard} {params.options}"
        " {OURS[train-ftn-stn]}"


# The other budget: as many seconds as the dearest of the other methods took with the same seed.
rule train_long:
    input:
        train=f"{RESULTS}/train.txt",
        val=f"{RESULTS}/val.txt",
        method=ROOT / "configs/train/{method}.ini",
        budget=ROOT / config["budget"],
        others=expand(f"{RESULTS}/runs/{{other}}/seed-{{{{seed}}}}/done", other=OTHERS),
    output:
        touch(f"{RESULTS}/runs/{{method}}/seed-{{seed}}/done"),
    wildcard_constraints:
        method=".+-long",
    params:
        run=run_folder("{method}"),
        others=[run_folder(method) for method in OTHERS],
        program=PROGRAMS["train-ftn-stn"],
        options=options("train-ftn-stn"),
    threads: threads_of("train-ftn-stn")
    shell:
        "{params.program} --config {input.method} --config {input.budget} --seed {wildcards.seed}"
        " --train-list {input.train} --val-list {input.val} -o {params.run} --resume {params.options}"
        " {OURS[train-ftn-stn]} --max-steps 0 --epochs 1000000"
        " --time-limit $({sys.executable} {SCRIPTS}/longest_run.py {params.others})"
