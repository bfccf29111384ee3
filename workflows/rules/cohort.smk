if COHORT:

    rule cohort:
        output:
            directory(f"{RESULTS}/cohort"),
            COHORT,
        params:
            sites=",".join(config["phantom"]["sites"]),
            subjects=",".join(str(number) for number in config["phantom"]["subjects"]),
            program=PROGRAMS["make-phantom"],
            options=options("make-phantom"),
        threads: threads_of("make-phantom")
        resources:
            **needs(lambda _: cost_of_cases("cohort", sum(config["phantom"]["subjects"]))),
        shell:
            "exec {params.program} --site {params.sites} --subjects {params.subjects} --seed {config[phantom][seed]}"
            " -o {output[0]} --force {params.options} {OURS[make-phantom]}"
