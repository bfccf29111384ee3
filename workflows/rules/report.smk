rule experiment:
    localrule: True
    input:
        SCORES,
        machine=f"{RESULTS}/machine.json",
    output:
        f"{RESULTS}/experiment.json",
    params:
        settings=lambda wildcards: {key: config[key] for key in DESCRIBED if key in config},
    run:
        machine = json.loads(Path(input.machine).read_text())
        Path(output[0]).write_text(describe(params.settings, TEST_SETS, SPLITS, machine, ROOT, BIN))


REPORT = [sys.executable, str(SCRIPTS / "report.py")]


rule report:
    input:
        f"{RESULTS}/experiment.json",
        SCORES,
        [of_runs(path, ["stn"]) for path in CHANGES],
    output:
        report(f"{RESULTS}/report.html", category="Experiment"),  # for Snakemake's own --report
    resources:
        **needs(lambda _: cost_of_report(), at_once=False),
    container:
        None
    shell:
        "exec {REPORT:q} --results {RESULTS:q} -o {output:q}"
