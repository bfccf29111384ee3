# SIGINT and SIGTERM end a program with 128 + signal, while it waits for its input and while it writes; a file is left
# whole or not at all.
python "$TESTS/tools/make_study.py" s.h5 a
mkfifo pipe
cat >interrupt.py <<'PYTHON'
import os, signal, subprocess, sys, time

command = ["corrupt-artifacts", "-", "--artifact", "bias-field", "-q"]


def start(output):
    default = lambda: [signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGTERM)]
    return subprocess.Popen([*command, "-o", output], stdin=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=default)


def wait_until(condition):
    for _ in range(2000):
        if condition():
            return
        time.sleep(0.01)
    sys.exit("it never came to that")


def state(process):
    with open(f"/proc/{process.pid}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()[0]


def handles(process, number):
    with open(f"/proc/{process.pid}/status") as file:
        caught = next(line for line in file if line.startswith("SigCgt"))
    return int(caught.split()[1], 16) >> (number - 1) & 1


study = open("s.h5", "rb").read()
for number in signal.SIGINT, signal.SIGTERM:
    # Half of the input is there; the rest never comes.
    process = start("out.h5")
    process.stdin.write(study[: len(study) // 2])
    process.stdin.flush()
    wait_until(lambda: handles(process, number) and state(process) == "S")
    process.send_signal(number)
    assert process.wait(20) == 128 + number, process.returncode
    assert process.stderr.read() == b""
    # All of the input is there; nobody reads the output, a named pipe.
    process = start("pipe")
    process.stdin.write(study)
    process.stdin.close()
    wait_until(lambda: handles(process, number) and state(process) == "S")
    process.send_signal(number)
    assert process.wait(20) == 128 + number, process.returncode
PYTHON
python interrupt.py
# At any moment of a run that writes a file: none of it is left, or all.
corrupt-artifacts s.h5 --artifact bias-field -q -o whole.h5
for delay in 0.002 0.005 0.01 0.015 0.02 0.03 0.05; do
  python - $delay <<'PYTHON'
import signal, subprocess, sys, time
process = subprocess.Popen(["corrupt-artifacts", "s.h5", "--artifact", "bias-field", "-q", "-o", "out.h5"])
time.sleep(float(sys.argv[1]))
process.send_signal(signal.SIGTERM)
assert process.wait() in (0, 128 + signal.SIGTERM, -signal.SIGTERM), process.returncode
PYTHON
  if [ -e out.h5 ]; then cmp out.h5 whole.h5; rm out.h5; fi
  [ -z "$(find . -name '.coopseg*')" ] || fail "a temporary file is left"
done
