"""A program in a fork server ends, is killed and speaks as one that is started anew does."""

import sys
import tempfile
from pathlib import Path

from fork_server import Ended, ForkServer, start

WORDS = {"read": "exit 0", "refused": "echo no >&2; exit 3", "fault": "kill -SEGV $$", "hang": "exec sleep 60"}
STATUSES = {"read": 0, "refused": 3, "fault": -11, "hang": -9}


def main(library: Path) -> None:
    shell = ForkServer(Path("/bin/sh"), library)
    with tempfile.TemporaryDirectory() as folder:
        messages = Path(folder) / "messages"
        for _ in range(2):
            for name, words in WORDS.items():
                limit = 1 if name == "hang" else 60
                check(name, shell.run(["-c", words], messages, limit), messages.read_text())
                check(name, start(["/bin/sh", "-c", words], messages, limit), messages.read_text())
    shell.close()


def check(name: str, ended: Ended, said: str) -> None:
    assert ended.status == STATUSES[name], (name, ended)
    assert said == ("no\n" if name == "refused" else ""), (name, said)
    assert ended.megabytes > 0.5, (name, ended)
    assert ended.seconds >= 1 if name == "hang" else ended.seconds < 60, (name, ended)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
