rule refine:
    input:
        f"{RESULTS}/segmentations/{{method}}/seed-{{seed}}/{{test_set}}.ftn.h5",
    output:
        f"{RESULTS}/segmentations/{{method}}/seed-{{seed}}/{{test_set}}.stn.h5",
    params:
        model=f"{RESULTS}/runs/{{method}}/seed-{{seed}}/best.h5",
        options=options("refine"),
    threads: threads_of("refine")
    shell:
        "{BIN}/refine --model {params.model} {input} --threads {threads} {params.options} -o {output} -q"
