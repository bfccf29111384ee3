# Hard examples of the training cases, for methods with hard-branch study.
HARD = config.get("hard_examples", {})
FROM_STUDIES = [method for method in METHODS if uses_hard_studies(ROOT / f"configs/train/{method}.ini")]


def hard_list(wildcards):
    return f"{RESULTS}/hard/{wildcards.split}/seed-{wildcards.seed}.txt" if wildcards.method in FROM_STUDIES else []


if FROM_STUDIES:

    rule augment:
        input:
            study=f"{RESULTS}/cases/{{case}}.h5",
            done=f"{run_folder(HARD['model'])}/done",
        output:
            f"{RESULTS}/hard/{{split}}/seed-{{seed}}/copy-{{copy_number}}/{{case}}.h5",
        wildcard_constraints:
            copy_number=r"\d+",
        params:
            program=program("augment-latent"),
            model=f"{run_folder(HARD['model'])}/best.h5",
            options=options("augment-latent"),
        threads: STAGES["augment-latent"].threads
        resources:
            **needs(lambda _: cost_of_cases("augment", 1), "augment-latent"),
        shell:
            "exec {params.program:q} --model {params.model:q} {input.study:q} --seed {wildcards.copy_number:q} -o {output:q}"
            " {params.options:q} {OURS[augment-latent]:q}"

    def hard_studies(wildcards):
        """Relative to the list."""
        return expand(
            "seed-{seed}/copy-{copy}/{case}.h5",
            seed=wildcards.seed,
            copy=range(HARD.get("copies", 1)),
            case=SPLITS[wildcards.split]["train"],
        )

    rule hard_list:
        localrule: True
        input:
            lambda wildcards: [f"{RESULTS}/hard/{wildcards.split}/{study}" for study in hard_studies(wildcards)],
        output:
            f"{RESULTS}/hard/{{split}}/seed-{{seed}}.txt",
        params:
            studies=hard_studies,
        shell:
            "printf '%s\\n' {params.studies:q} > {output:q}"
