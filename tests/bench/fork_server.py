"""Runs a program many times without starting it anew: the client of fork_server.cpp."""

import os
import signal
import struct
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Ended:
    status: int  # below 0: the signal that ended it
    seconds: float
    megabytes: float


def start(words: list[str | Path], messages: Path, limit: float) -> Ended:
    """Runs a program that no fork server can hold, such as a script."""
    begin = time.monotonic()
    with messages.open("wb") as stream:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stream)
    timer = threading.Timer(limit, os.kill, (process.pid, signal.SIGKILL))  # process.kill() waits as well
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    timer.cancel()
    return Ended(process.returncode, time.monotonic() - begin, usage.ru_maxrss / 1000)


class ForkServer:
    """One program, loaded and waiting; used by one thread."""

    def __init__(self, program: Path, library: Path) -> None:
        # the library holds no allocator: it may come before the sanitizer's
        options = f"{os.environ.get('ASAN_OPTIONS', '')}:verify_asan_link_order=0"
        self.process = subprocess.Popen(
            [program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "LD_PRELOAD": str(library), "ASAN_OPTIONS": options},
        )

    def run(self, arguments: list[str], messages: Path, limit: float) -> Ended:
        """Waits for the program to end; kills it after `limit` seconds."""
        order = b"".join(os.fsencode(word) + b"\0" for word in [str(messages), *arguments])
        start = time.monotonic()
        self.process.stdin.write(struct.pack("=I", len(order)) + order)
        self.process.stdin.flush()
        (child,) = self._answer("=i")
        timer = threading.Timer(limit, os.kill, (child, signal.SIGKILL))
        timer.start()
        status, kilobytes = self._answer("=iq")
        timer.cancel()
        return Ended(os.waitstatus_to_exitcode(status), time.monotonic() - start, kilobytes / 1000)

    def _answer(self, form: str) -> tuple[int, ...]:
        data = self.process.stdout.read(struct.calcsize(form))
        if len(data) != struct.calcsize(form):
            raise RuntimeError(f"{self.process.args[0]}: its fork server ended")
        return struct.unpack(form, data)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()
