if COHORT:

    rule cohort:
        output:
            directory(f"{RESULTS}/cohort"),
            COHORT,
        params:
            sites=",".join(config["phantom"]["sites"]),
            subjects=",".join(str(number) for number in config["phantom"]["subjects"]),
            program=program("make-phantom"),
            options=options("make-phantom"),
        threads: STAGES["make-phantom"].threads
        resources:
            **needs(lambda _: cost_of_cases("cohort", sum(config["phantom"]["subjects"]))),
        shell:
            "exec {params.program:q} --site {params.sites:q} --subjects {params.subjects:q} --seed {config[phantom][seed]:q}"
            " -o {output[0]:q} --force {params.options:q} {OURS[make-phantom]:q}"
