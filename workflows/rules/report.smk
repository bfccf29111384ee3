rule experiment:
    localrule: True
    input:
        SCORES,
    output:
        f"{RESULTS}/experiment.json",
    run:
        Path(output[0]).write_text(describe(config, TEST_SETS, SPLITS, MACHINE, ROOT, BIN))


REPORT = [sys.executable, str(SCRIPTS / "report.py")]


rule report:
    input:
        f"{RESULTS}/experiment.json",
        SCORES,
        [path.format(**run) for path in CHANGES for run in RUNS if run["stage"] == "stn"],
    output:
        report(f"{RESULTS}/report.html", category="Experiment"),  # for Snakemake's own --report
    resources:
        **needs(lambda _: cost_of_report(), at_once=False),
    container:
        None
    shell:
        "exec {REPORT:q} --results {RESULTS:q} -o {output:q}"
