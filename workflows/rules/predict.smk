rule predict:
    input:
        study=f"{RESULTS}/test/{{test_set}}.h5",
        done=f"{RESULTS}/runs/{RUN}/done",
    output:
        f"{RESULTS}/segmentations/{RUN}/{{test_set}}.ftn.h5",
    params:
        model=f"{RESULTS}/runs/{RUN}/best.h5",
        program=PROGRAMS["predict"],
        options=options("predict"),
    threads: threads_of("predict")
    resources:
        **needs(cases_in("predict"), "predict"),
    shell:
        "exec {params.program} --model {params.model} {input.study} -o {output} {params.options} {OURS[predict]}"
