rule corrupt:
    input:
        f"{RESULTS}/test/{OWN}.h5",
    output:
        f"{RESULTS}/test/{{artifact}}-{{severity}}.h5",
    wildcard_constraints:
        artifact="|".join(config["artifacts"]) or "none",
        severity="[1-5]",
    params:
        options=options("corrupt-artifacts"),
    shell:
        "{BIN}/corrupt-artifacts {input} --artifact {wildcards.artifact} --severity {wildcards.severity}"
        " {params.options} -o {output} -q"
