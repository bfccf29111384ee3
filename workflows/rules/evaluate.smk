rule evaluate:
    input:
        f"{RESULTS}/segmentations/{RUN}/{{test_set}}.{{stage}}.h5",
    output:
        f"{RESULTS}/scores/{RUN}/{{test_set}}.{{stage}}.csv",
    params:
        program=lambda _: PROGRAMS["evaluate"],
        options=options("evaluate"),
    threads: threads_of("evaluate")
    resources:
        **needs(cases_in("evaluate")),
    shell:
        "exec {params.program:q} {input:q} -o {output:q} {params.options:q} {OURS[evaluate]:q}"
