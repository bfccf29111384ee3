# How much the STN changed, for the report's quality control; another program owes its segmentation alone.
CHANGES = [] if "refine" in STAND_INS else [f"{RESULTS}/reports/{RUN}/{{test_set}}.csv"]


rule refine:
    input:
        f"{RESULTS}/segmentations/{RUN}/{{test_set}}.ftn.h5",
    output:
        f"{RESULTS}/segmentations/{RUN}/{{test_set}}.stn.h5",
        CHANGES,
    params:
        model=f"{RESULTS}/runs/{RUN}/best.h5",
        program=program("refine"),
        options=options("refine"),
        report=lambda wildcards, output: ["--report", output[1]] if CHANGES else [],
    threads: STAGES["refine"].threads
    resources:
        **needs(cases_in("refine"), "refine"),
    shell:
        "exec {params.program:q} --model {params.model:q} {input:q} -o {output[0]:q} {params.options:q} {params.report:q}"
        " {OURS[refine]:q}"
