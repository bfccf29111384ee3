rule preprocess:
    input:
        config["manifest"],
        COHORT,
    output:
        f"{RESULTS}/cases/{{case}}.h5",
    params:
        program=program("preprocess"),
        options=options("preprocess"),
    threads: STAGES["preprocess"].threads
    resources:
        **needs(lambda _: cost_of_cases("preprocess", 1)),
    shell:
        "exec {params.program:q} --manifest {input[0]:q} --case {wildcards.case:q} --data-root {DATA:q} -o {output:q}"
        " {params.options:q} {OURS[preprocess]:q}"


rule test_set:
    input:
        config["manifest"],
        COHORT,
    output:
        f"{RESULTS}/test/{{test_set}}.h5",
    wildcard_constraints:
        test_set="|".join(re.escape(name) for name, item in TEST_SETS.items() if not item.is_corrupted),
    params:
        cases=lambda wildcards: [word for case in TEST_SETS[wildcards.test_set].cases for word in ("--case", case)],
        program=program("preprocess"),
        options=options("preprocess"),
    threads: STAGES["preprocess"].threads
    resources:
        **needs(cases_in("test_set")),
    shell:
        "exec {params.program:q} --manifest {input[0]:q} {params.cases:q} --data-root {DATA:q} -o {output:q}"
        " {params.options:q} {OURS[preprocess]:q}"
