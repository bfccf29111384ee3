rule preprocess:
    input:
        config["manifest"],
    output:
        f"{RESULTS}/cases/{{case}}.h5",
    shell:
        "{BIN}/preprocess --manifest {input} --case {wildcards.case} --data-root {config[data_root]} -o {output} -q"


rule test_set:
    input:
        config["manifest"],
    output:
        f"{RESULTS}/test/clean.h5",
    params:
        cases=[f"--case {case}" for case in CASES["test"]],
    shell:
        "{BIN}/preprocess --manifest {input} {params.cases} --data-root {config[data_root]} -o {output} -q"
