rule corrupt:
    input:
        f"{RESULTS}/test/clean.h5",
    output:
        f"{RESULTS}/test/{{artifact}}.h5",
    wildcard_constraints:
        artifact="(?!clean$).+",
    shell:
        "{BIN}/corrupt-artifacts {input} --artifact {wildcards.artifact} --severity {config[severity]} -o {output} -q"
