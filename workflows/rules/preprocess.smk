rule preprocess:
    input:
        config["manifest"],
        COHORT,
    output:
        f"{RESULTS}/cases/{{case}}.h5",
    params:
        program=PROGRAMS["preprocess"],
        options=options("preprocess"),
    threads: threads_of("preprocess")
    resources:
        **needs(lambda _: cost_of_cases("preprocess", 1)),
    shell:
        "exec {params.program} --manifest {input[0]} --case {wildcards.case} --data-root {DATA} -o {output}"
        " {params.options} {OURS[preprocess]}"


rule test_set:
    input:
        config["manifest"],
        COHORT,
    output:
        f"{RESULTS}/test/{{test_set}}.h5",
    wildcard_constraints:
        test_set="|".join(re.escape(name) for name, item in TEST_SETS.items() if not item.is_corrupted),
    params:
        cases=lambda wildcards: [f"--case {case}" for case in TEST_SETS[wildcards.test_set].cases],
        program=PROGRAMS["preprocess"],
        options=options("preprocess"),
    threads: threads_of("preprocess")
    resources:
        **needs(cases_in("test_set")),
    shell:
        "exec {params.program} --manifest {input[0]} {params.cases} --data-root {DATA} -o {output}"
        " {params.options} {OURS[preprocess]}"
