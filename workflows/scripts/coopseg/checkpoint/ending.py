"""A signal may end the program at any moment; it leaves nothing behind."""

import os
import signal
from collections.abc import Callable
from typing import NoReturn

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP)
undo: list[Callable[[], object]] = []  # what is to be done before the program ends, however it ends


def clean_up() -> None:
    for action in undo:
        action()


def end(number: int, _: object) -> NoReturn:
    clean_up()
    os._exit(128 + number)


def handle_signals() -> None:
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN or number != signal.SIGHUP:  # nohup
            signal.signal(number, end)
