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


NEEDS_SPEED = "long_needs_gflops" in config and any(map(is_long, METHODS))


def are_methods_known():
    return not NEEDS_SPEED or Path(f"{RESULTS}/machine.json").exists()


def methods_that_run():
    """In a dry run all."""
    if not NEEDS_SPEED or workflow.output_settings.dryrun:
        return METHODS
    speed = json.loads(Path(checkpoints.machine.get().output[0]).read_text())
    return chosen_methods(config, speed["gflops"])[0]
