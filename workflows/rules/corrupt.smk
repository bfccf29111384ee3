# Corrupted studies are made once for all methods and go when the last of them has segmented them.
rule corrupt:
    input:
        f"{RESULTS}/test/{OWN}.h5",
    output:
        temp(f"{RESULTS}/test/{{artifact}}-{{severity}}.h5"),
    wildcard_constraints:
        artifact="|".join(config["artifacts"]) or "none",
        severity="[1-5]",
    params:
        program=program("corrupt-artifacts"),
        seed=config.get("artifact_seed", 0),
        options=options("corrupt-artifacts"),
    threads: STAGES["corrupt-artifacts"].threads
    resources:
        **needs(lambda _: cost_of_cases("corrupt", len(TEST_SETS[OWN].cases))),
    shell:
        "exec {params.program:q} {input:q} --artifact {wildcards.artifact:q} --severity {wildcards.severity:q} --seed {params.seed:q}"
        " -o {output:q} {params.options:q} {OURS[corrupt-artifacts]:q}"


rule corrupt_by_recipe:
    input:
        f"{RESULTS}/test/{OWN}.h5",
        recipe=lambda wildcards: RECIPES[wildcards.recipe],
    output:
        temp(f"{RESULTS}/test/{{recipe}}-{{artifact}}-copy-{{copy_number}}.h5"),
    wildcard_constraints:
        recipe="|".join(map(re.escape, RECIPES)) or "none",
        artifact="[^/]+",
        copy_number=r"\d+",
    params:
        program=program("corrupt-artifacts"),
        seed=["--seed", str(config["artifact_seed"])] if "artifact_seed" in config else [],
        options=options("corrupt-artifacts"),
    threads: STAGES["corrupt-artifacts"].threads
    resources:
        **needs(lambda _: cost_of_cases("corrupt", len(TEST_SETS[OWN].cases))),
    shell:
        "exec {params.program:q} {input[0]:q} --recipe {input.recipe:q} --artifact {wildcards.artifact:q} --copy {wildcards.copy_number:q}"
        " {params.seed:q} -o {output:q} {params.options:q} {OURS[corrupt-artifacts]:q}"
