rule refine:
    input:
        f"{RESULTS}/segmentations/{RUN}/{{test_set}}.ftn.h5",
    output:
        f"{RESULTS}/segmentations/{RUN}/{{test_set}}.stn.h5",
    params:
        model=f"{RESULTS}/runs/{RUN}/best.h5",
        program=PROGRAMS["refine"],
        options=options("refine"),
    threads: threads_of("refine")
    shell:
        "{params.program} --model {params.model} {input} -o {output} {params.options} {OURS[refine]}"
