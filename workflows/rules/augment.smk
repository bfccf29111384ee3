# Hard examples of the training cases, for methods with hard-branch study.
HARD = config.get("hard_examples", {})
FROM_STUDIES = [method for method in METHODS if uses_hard_studies(ROOT / f"configs/train/{method}.ini")]


def hard_list(wildcards):
    return f"{RESULTS}/hard/seed-{wildcards.seed}.txt" if wildcards.method in FROM_STUDIES else []


if FROM_STUDIES:

    rule augment:
        input:
            study=f"{RESULTS}/cases/{{case}}.h5",
            done=f"{RESULTS}/runs/{HARD['model']}/seed-{{seed}}/done",
        output:
            f"{RESULTS}/hard/seed-{{seed}}/copy-{{copy_number}}/{{case}}.h5",
        wildcard_constraints:
            copy_number=r"\d+",
        params:
            program=PROGRAMS["augment-latent"],
            model=f"{RESULTS}/runs/{HARD['model']}/seed-{{seed}}/best.h5",
            options=options("augment-latent"),
        threads: threads_of("augment-latent")
        shell:
            "{params.program} --model {params.model} {input.study} --seed {wildcards.copy_number} -o {output}"
            " {params.options} {OURS[augment-latent]}"

    rule hard_list:
        input:
            expand(
                f"{RESULTS}/hard/seed-{{{{seed}}}}/copy-{{copy_number}}/{{case}}.h5",
                copy_number=range(HARD.get("copies", 1)),
                case=CASES["train"],
            ),
        output:
            f"{RESULTS}/hard/seed-{{seed}}.txt",
        run:
            folder = Path(output[0]).parent
            Path(output[0]).write_text("".join(f"{Path(path).relative_to(folder)}\n" for path in input))
