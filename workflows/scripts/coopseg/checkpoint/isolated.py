"""Work on files from strangers, in a process that may die of them or be ended by its limits."""

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from coopseg.checkpoint.ending import SIGNALS, undo
from coopseg.checkpoint.files import Error, told

Begin = Callable[[str], None]  # says which file is looked at from now on
SECONDS = 10  # of computing for the smallest files
PLACE, RESULT, FAILURE = b"p", b"r", b"f"


def limit_work(size: int) -> None:
    """What this process may take from now on for `size` bytes of files: seconds of computing, bytes of memory."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + SECONDS + 2 * (size >> 20)
    memory = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize() + (4 << 30) + 8 * size
    for kind, limit in (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_DATA, memory), (resource.RLIMIT_CORE, 0):
        most = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


def serve(receiver: Connection, sender: Connection, work: Callable[[Begin], bytes]) -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # the parent's to answer
    receiver.close()
    for stream in 1, 2:
        os.dup2(os.open("/dev/null", os.O_WRONLY), stream)
    try:
        sender.send_bytes(RESULT + work(lambda place: sender.send_bytes(PLACE + os.fsencode(place))))
    except Exception as error:
        sender.send_bytes(FAILURE + os.fsencode(told(error)))


def run_isolated(work: Callable[[Begin], bytes]) -> bytes:
    """What work(begin) returns or raises in the child."""
    system = multiprocessing.get_context("fork")
    receiver, sender = system.Pipe(duplex=False)
    process = system.Process(target=serve, args=(receiver, sender, work))
    process.start()
    undo.append(process.kill)
    sender.close()
    kind, content = PLACE, b""
    while kind == PLACE:
        place = os.fsdecode(content)
        try:
            message = receiver.recv_bytes()
        except EOFError:
            ended = f"{place}: is damaged: the process that read it ended"
            raise Error(ended if place else "the process that reads checkpoints ended at its start") from None
        kind, content = message[:1], message[1:]
    if kind == FAILURE:
        raise Error(os.fsdecode(content))
    return content
