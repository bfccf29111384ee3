rule predict:
    input:
        study=f"{RESULTS}/test/{{test_set}}.h5",
        done=f"{RESULTS}/runs/{RUN}/done",
    output:
        f"{RESULTS}/segmentations/{RUN}/{{test_set}}.ftn.h5",
    params:
        model=f"{RESULTS}/runs/{RUN}/best.h5",
        program=program("predict"),
        options=options("predict"),
    threads: STAGES["predict"].threads
    resources:
        **needs(cases_in("predict"), "predict"),
    shell:
        "exec {params.program:q} --model {params.model:q} {input.study:q} -o {output:q} {params.options:q} {OURS[predict]:q}"
