rule preprocess:
    input:
        config["manifest"],
        COHORT,
    output:
        f"{RESULTS}/cases/{{case}}.h5",
    params:
        options=options("preprocess"),
    shell:
        "{BIN}/preprocess --manifest {input[0]} --case {wildcards.case} --data-root {DATA} {params.options}"
        " -o {output} -q"


rule test_set:
    input:
        config["manifest"],
        COHORT,
    output:
        f"{RESULTS}/test/{{test_set}}.h5",
    wildcard_constraints:
        test_set="|".join(name for name, item in TEST_SETS.items() if item.kind != "artifact"),
    params:
        cases=lambda wildcards: [f"--case {case}" for case in TEST_SETS[wildcards.test_set].cases],
        options=options("preprocess"),
    shell:
        "{BIN}/preprocess --manifest {input[0]} {params.cases} --data-root {DATA} {params.options} -o {output} -q"
