def studies(part):
    return [f"{RESULTS}/cases/{case}.h5" for case in CASES[part]]


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
        method=ROOT / "configs/train/{method}.ini",
        budget=ROOT / config["budget"],
    output:
        touch(f"{RESULTS}/runs/{{method}}/seed-{{seed}}/done"),
    params:
        run=f"{RESULTS}/runs/{{method}}/seed-{{seed}}",
    threads: config["threads"]
    shell:
        "{BIN}/train-ftn-stn --config {input.method} --config {input.budget} --seed {wildcards.seed}"
        " --train-list {input.train} --val-list {input.val} --threads {threads} -o {params.run} --resume"
