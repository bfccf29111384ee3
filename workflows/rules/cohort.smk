if COHORT:

    rule cohort:
        output:
            directory(f"{RESULTS}/cohort"),
            COHORT,
        params:
            sites=",".join(config["phantom"]["sites"]),
            subjects=",".join(str(number) for number in config["phantom"]["subjects"]),
            options=options("make-phantom"),
        threads: threads_of("make-phantom")
        shell:
            "{BIN}/make-phantom --site {params.sites} --subjects {params.subjects} --seed {config[phantom][seed]}"
            " {params.options} --threads {threads} -o {output[0]} --force -q"
