"""plan.json: the outputs that an experiment makes and how much work each is, for `progress.py`, from Snakemake's jobs.

Outputs that do not stay are left out: their work is that of the jobs that read them.
"""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from snakemake_interface_logger_plugins.common import LogEvent

from coopseg.whole_file import write_whole

if TYPE_CHECKING:
    from snakemake.dag import DAG
    from snakemake.jobs import Job
    from snakemake.workflow import Workflow


def resource(job: "Job", name: str) -> int:
    """One alone, 0 where the rule has none: all of them, as job.resources, take milliseconds for each job."""
    return job.rule.resources.get(name).evaluate(job.wildcards).value or 0


def work_of_jobs(dag: "DAG") -> dict["Job", float]:
    """In seconds; 0 for what takes none or does not stay."""
    work = {job: float(resource(job, "expected_seconds")) for job in dag.jobs}
    for job in [job for job in work if job.temp_output]:
        readers = list(dag.depending[job])
        for reader in readers:
            work[reader] += work[job] / len(readers)
        work[job] = 0.0
    return work


def plan(dag: "DAG", results: Path) -> list[dict]:
    order = {rule: number for number, rule in enumerate(dag.workflow.rules)}
    work = work_of_jobs(dag)
    entries = []
    for job in sorted(filter(work.get, work), key=lambda job: (order[job.rule], job.output)):
        output = Path(next(path for path in job.output if not path.is_directory)).relative_to(results)
        name = " ".join(job.wildcards_dict.values())  # as in jobs.csv
        entry = {"rule": job.rule.name, "job": name, "output": str(output), "work": round(work[job], 1)}
        if output.name == "done":
            entry["log"] = str(output.with_name("log.csv"))
        if steps := resource(job, "expected_steps"):
            entry["steps"] = steps
        entries.append(entry)
    return entries


class Planner(logging.Handler):
    """Writes the plan when a run begins, and anew when it has got more jobs."""

    def __init__(self, results: Path, workflow: "Workflow", are_jobs_known: Callable[[], bool]) -> None:
        super().__init__()
        self.results = results
        self.workflow = workflow
        self.are_jobs_known = are_jobs_known
        self.jobs = 0

    def emit(self, record: logging.LogRecord) -> None:
        if getattr(record, "event", None) not in (LogEvent.RUN_INFO, LogEvent.JOB_INFO):
            return
        jobs = len(self.workflow.dag.jobs)
        if jobs == self.jobs or not self.are_jobs_known():
            return
        self.jobs = jobs
        try:
            self.write(json.dumps(plan(self.workflow.dag, self.results), indent=1) + "\n")
        except OSError:  # such as a full disk: jobs go on all the same
            self.handleError(record)

    def write(self, text: str) -> None:
        path = self.results / "plan.json"
        if not path.exists() or path.read_text() != text:
            write_whole(path, text)
