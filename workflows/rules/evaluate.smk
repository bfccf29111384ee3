rule evaluate:
    input:
        f"{RESULTS}/segmentations/{RUN}/{{test_set}}.{{stage}}.h5",
    output:
        f"{RESULTS}/scores/{RUN}/{{test_set}}.{{stage}}.csv",
    params:
        program=program("evaluate"),
        options=options("evaluate"),
    threads: STAGES["evaluate"].threads
    resources:
        **needs(cases_in("evaluate")),
    shell:
        "exec {params.program:q} {input:q} -o {output:q} {params.options:q} {OURS[evaluate]:q}"
