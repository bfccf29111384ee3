rule evaluate:
    input:
        f"{RESULTS}/segmentations/{{method}}/seed-{{seed}}/{{test_set}}.{{stage}}.h5",
    output:
        f"{RESULTS}/scores/{{method}}/seed-{{seed}}/{{test_set}}.{{stage}}.csv",
    params:
        options=options("evaluate"),
    shell:
        "{BIN}/evaluate {input} {params.options} -o {output} -q"
