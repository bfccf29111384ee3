# Standard input that is empty, closed, a terminal or no study: one line that says so, and no output.
refused() { expect_failure 1 "evaluate: standard input: $1" bash -c "evaluate - -o x.csv $2"; }
refused 'empty: the program in front of the pipe wrote nothing' '</dev/null'
refused 'cannot be read: Bad file descriptor' '<&-'
refused 'cannot be read: Is a directory' '<.'
echo text >text.txt
refused '*not an HDF5 file' '<text.txt'
python "$TESTS/tools/make_study.py" s.h5 a
head -c 3000 s.h5 >cut.h5
refused 'truncated or damaged HDF5 file (3000 bytes)' '<cut.h5'
script -qec "evaluate - -o x.csv" typescript </dev/null >said.txt && fail "read from a terminal"
grep -q 'evaluate: standard input: is a terminal, a file or a pipe is expected' said.txt
[ ! -e x.csv ]
