"""Keeps RESULTS/jobs.csv, a line for each job that begins, is done or failed, and says on the terminal why one failed.

The columns: time (s since 1970), event (started: Snakemake did; begun, done, failed: a job), rule, job (its wildcards),
seconds (since it began; on a cluster waiting counts), error (of cluster jobs alone, whose logs Snakemake keeps: a job's
own last line, or why Slurm ended it).
"""

import csv
import logging
import re
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from snakemake_interface_logger_plugins.common import LogEvent

COLUMNS = ["time", "event", "rule", "job", "seconds", "error"]
ENDED_BY_SLURM = re.compile(
    r"^(?:slurmstepd|srun)\S* error: (.*(?:memory limit|oom.kill|Out Of Memory|DUE TO|CANCELLED AT).*)", re.IGNORECASE
)

SLURM_STATE = re.compile(r"SLURM status is: '(?!FAILED')(\w+)'")  # FAILED: the job ended by itself


def error_line(text: str, message: str = "") -> str:
    """Why a job failed, from its log and Snakemake's message: what Slurm says where it ended the job (not always in the
    log: the job may be gone before), else the last line of the job's own, else its exit status."""
    lines = text.splitlines()
    for line in lines:
        if found := ENDED_BY_SLURM.match(line):
            return found[1].strip("* ")
    if found := SLURM_STATE.search(message):
        return f"Slurm ended it: {found[1]}"
    end = next((i for i, line in enumerate(lines) if line.startswith(("RuleException", "Error in rule"))), len(lines))
    start = max((i + 1 for i, line in enumerate(lines[:end]) if line.startswith("    resources: ")), default=0)
    own = [line for line in lines[start:end] if line.strip() and not re.match(r"\[\w{3} \w{3} .*\]$|srun: ", line)]
    if own:
        return own[-1]
    status = re.search(r"non-zero exit status (\d+)", text)
    return status_in_words(int(status[1])) if status else ""


def status_in_words(status: int) -> str:
    try:
        return f"it ended by {signal.Signals(status - 128).name}"
    except ValueError:
        return f"it ended with status {status}"


def error_in(logs: Iterable[str], message: str = "") -> str:
    for log in filter(None, logs):
        try:
            text = Path(log).read_text(errors="replace")
        except OSError:
            continue
        if line := error_line(text, message):
            return line
    return message.partition("\n")[0]


class Monitor(logging.Handler):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.begun: dict[int, tuple[str, str, float]] = {}

    def write(self, event: str, rule: str = "", job: str = "", seconds: float | None = None, error: str = "") -> None:
        new = not self.path.exists()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            if new:
                lines.writerow(COLUMNS)
            taken = "" if seconds is None else f"{seconds:.1f}"
            lines.writerow([f"{time.time():.0f}", event, rule, job, taken, error])

    def end(self, event: str, jobid: int, error: str = "") -> None:
        if jobid in self.begun:
            rule, job, start = self.begun.pop(jobid)
            self.write(event, rule, job, time.time() - start, error)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.note(record)
        except OSError:  # such as a full disk: jobs go on all the same
            self.handleError(record)

    def note(self, record: logging.LogRecord) -> None:
        event = getattr(record, "event", None)
        if event == LogEvent.RUN_INFO:
            self.write("started")
        elif event == LogEvent.JOB_INFO:
            job = " ".join(str(value) for value in record.wildcards.values())
            self.begun[record.jobid] = record.rule_name, job, time.time()
            self.write("begun", record.rule_name, job)
        elif event == LogEvent.JOB_FINISHED:
            self.end("done", record.job_id)
        elif event == LogEvent.JOB_ERROR:
            rule, job, _ = self.begun.get(record.jobid, (record.rule_name, "", 0.0))
            error = error_in(record.log, record.rule_msg or "")
            self.end("failed", record.jobid, error)
            self.say(f"{rule} {job}".strip(), error)
        elif event == LogEvent.GROUP_ERROR:
            jobs = ", ".join(sorted({error["rule_name"] for error in record.job_error_info}))
            self.say(f"a group of {jobs}", error_in(record.aux_logs))

    @staticmethod
    def say(job: str, error: str) -> None:
        if error:
            print(f"{job} failed: {error}", file=sys.stderr, flush=True)
