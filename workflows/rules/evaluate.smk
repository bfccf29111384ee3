rule evaluate:
    input:
        f"{RESULTS}/segmentations/{RUN}/{{test_set}}.{{stage}}.h5",
    output:
        f"{RESULTS}/scores/{RUN}/{{test_set}}.{{stage}}.csv",
    params:
        program=PROGRAMS["evaluate"],
        options=options("evaluate"),
    threads: threads_of("evaluate")
    resources:
        **needs(cases_in("evaluate")),
    shell:
        "exec {params.program} {input} -o {output} {params.options} {OURS[evaluate]}"
