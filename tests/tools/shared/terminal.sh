# Binary data are never written to a terminal; tables are.
python "$TESTS/tools/make_study.py" s.h5 a
on_terminal() { script -qec "$1" typescript </dev/null >said.txt; }
on_terminal 'corrupt-artifacts s.h5 --artifact bias-field -o -' && fail "wrote to a terminal"
grep -q 'corrupt-artifacts: standard output: is a terminal, binary data needs a file or a pipe' said.txt
on_terminal 'corrupt-artifacts s.h5 --artifact bias-field -o /dev/tty' && fail "wrote to a terminal"
grep -q 'corrupt-artifacts: /dev/tty: is a terminal, binary data needs a file or a pipe' said.txt
[ "$(wc -c <said.txt)" -lt 300 ] || fail "said too much"
on_terminal 'evaluate s.h5 -o - -q'
[ "$(tr -d '\r' <said.txt)" = "$(evaluate s.h5 -o - -q)" ]
