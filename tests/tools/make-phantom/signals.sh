# An interrupted run leaves nothing.
for signal in INT TERM; do
  "$COOPSEG_PYTHON" - "$signal" <<'PYTHON'
import os, signal, subprocess, sys, time
# A shell's background jobs ignore SIGINT, Python's children do not.
number = getattr(signal, "SIG" + sys.argv[1])
process = subprocess.Popen(["make-phantom", "--subjects", "9", "-o", "out", "-q"])
deadline = time.time() + 30
while not any(name.startswith(".coopseg-") and os.listdir(name) for name in os.listdir()) and time.time() < deadline:
    time.sleep(0.05)
process.send_signal(number)
assert process.wait(30) == 128 + number, process.returncode
PYTHON
  [ "$(ls -A)" = "" ] || fail "left behind: $(ls -A)"
done
