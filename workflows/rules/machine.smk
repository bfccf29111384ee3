MEASURE = [sys.executable, str(SCRIPTS / "machine.py")]


# Where training runs, which may be another machine than the one where Snakemake does: its speed decides about *-long methods
# where the experiment says so, and stands in the report.
checkpoint machine:
    output:
        f"{RESULTS}/machine.json",
    threads: STAGES["train-ftn-stn"].threads
    resources:
        **needs(lambda _: cost_of_machine()),
    container:
        None
    shell:
        "exec {MEASURE:q} {output:q} {threads:q}"


def methods_that_run():
    """Before the speed is known, and in a dry run, all."""
    needs_speed = "long_needs_gflops" in config and any(map(is_long, METHODS))
    if not needs_speed or workflow.output_settings.dryrun:
        return METHODS
    speed = json.loads(Path(checkpoints.machine.get().output[0]).read_text())
    return chosen_methods(config, speed["gflops"])[0]
