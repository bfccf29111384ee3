# A run that is killed at random moments, while it writes as well, and resumed each time ends as one that never stopped.
python "$TESTS/tools/make_study.py" t.h5 a b c d
python "$TESTS/tools/make_study.py" v.h5 e f
echo t.h5 >train.txt
echo v.h5 >val.txt
cat >small.ini <<'INI'
hard-branch = latent
base-width = 2
size = 32
batch-size = 4
learning-rate = 0.001
train-list = train.txt
val-list = val.txt
threads = 1
quiet = true
INI
cat >kill.py <<'PYTHON'
import csv, os, random, signal, subprocess, sys, time
from pathlib import Path

import h5py

seed = int(sys.argv[1])
print("seed", seed)
draw = random.Random(seed)
run = Path("killed")


def start(*options):
    signals = signal.SIGINT, signal.SIGTERM, signal.SIGUSR1
    default = lambda: [signal.signal(number, signal.SIG_DFL) for number in signals]
    return subprocess.Popen(["train-ftn-stn", "--config", "small.ini", *options], preexec_fn=default)


ENDLESS = "--epochs", "1000000"  # a killed run never comes to its end, however fast the machine is


def epochs_done():
    return sum(1 for _ in csv.DictReader(open(run / "log.csv"))) if (run / "log.csv").exists() else 0


def config_written():
    config = run / "config.ini"
    return config.stat().st_ctime_ns if config.exists() else None


def wait_for_training(process, before):
    while process.poll() is None and config_written() == before:
        time.sleep(0.005)


def wait_for_writing(process):
    while process.poll() is None and not (run.exists() and any(n.startswith(".coopseg-") for n in os.listdir(run))):
        time.sleep(0)


KILL, TERM, USR1, INT = signal.SIGKILL, signal.SIGTERM, signal.SIGUSR1, signal.SIGINT
# A signal, whether it comes while a file is written, a second signal.
ways = [(KILL, True, None)] * 3 + [(KILL, False, None)] * 2 + [(n, w, None) for n in (TERM, USR1) for w in (True, False)]
ways += [(INT, False, None), (TERM, False, TERM), (USR1, True, TERM)]
draw.shuffle(ways)
statuses = []
for number, writing, second in ways:
    before = config_written()
    process = start("-o", str(run), "--resume", *ENDLESS)
    if draw.random() < 0.9:
        wait_for_training(process, before)
    time.sleep(draw.uniform(0, 0.1))
    if writing:
        wait_for_writing(process)
    process.send_signal(number)
    if second:
        time.sleep(draw.uniform(0, 0.01))
        process.send_signal(second)
    status = process.wait()
    # A signal before the program runs kills it.
    expected = {-number, 128 + number} | ({-second, 128 + second} if second else set())
    assert status in expected, (number, status)
    statuses.append(status)
    for name in "best.h5", "last.h5":
        if (run / name).exists():
            h5py.File(run / name).close()
print("ended with", statuses)
end = "--epochs", str(epochs_done() + 2)
assert start("-o", str(run), "--resume", *end).wait() == 0
assert start("-o", "whole", *end).wait() == 0
assert sorted(os.listdir(run)) == ["best.h5", "config.ini", "last.h5", "log.csv"], os.listdir(run)
PYTHON
python kill.py "${SEED:-$RANDOM}"
python "$TESTS/tools/same_run.py" whole killed other-limits
cmp whole/config.ini killed/config.ini
