rule corrupt:
    input:
        f"{RESULTS}/test/{OWN}.h5",
    output:
        f"{RESULTS}/test/{{artifact}}-{{severity}}.h5",
    wildcard_constraints:
        artifact="|".join(config["artifacts"]) or "none",
        severity="[1-5]",
    params:
        program=PROGRAMS["corrupt-artifacts"],
        seed=config.get("artifact_seed", 0),
        options=options("corrupt-artifacts"),
    threads: threads_of("corrupt-artifacts")
    shell:
        "{params.program} {input} --artifact {wildcards.artifact} --severity {wildcards.severity} --seed {params.seed}"
        " -o {output} {params.options} {OURS[corrupt-artifacts]}"
