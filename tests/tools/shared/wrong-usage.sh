# Wrong usage: status 2 and one line, which names the nearest option for an unknown one.
python "$TESTS/tools/make_study.py" s.h5 a
refused() { expect_failure 2 "evaluate: $1" evaluate s.h5 "${@:2}"; }
refused 'unknown option --outptu (did you mean output[?])' --outptu x.csv
refused 'unknown option --outp (did you mean output[?])' --outp=x.csv
refused '-o/--output is required'
refused '-o/--output: a name is expected' -o ''
refused "the required argument for option '--output' is missing" -o
refused '--output: given more than once, one value is expected' -o x.csv -o y.csv
refused "--threads: 'two' found, a whole number expected" -o x.csv --threads two
refused "--threads: '1.5' found, a whole number expected" -o x.csv --threads=1.5
refused '--threads: 0 or more is expected' -o x.csv --threads -1
refused '--threads: 100000 found, at most * expected on this machine' -o x.csv --threads 100000
refused "option '--force' does not take any arguments" -o x.csv --force=yes
refused '-q and -v exclude each other' -o x.csv -q -v
expect_failure 2 "corrupt-artifacts: --seed: '-1' found, a whole number of 0 or more expected" \
  corrupt-artifacts s.h5 --artifact bias-field --seed -1 -o x.h5
expect_failure 2 "preprocess: --spacing: 'nan' found, a number expected" preprocess x.nii --spacing nan -o x.h5
expect_failure 2 \
  'corrupt-artifacts: 0 inputs given, at least 1 expected: corrupt-artifacts INPUT (* | --recipe * -o OUTPUT' \
  corrupt-artifacts --artifact bias-field -o x.h5
expect_failure 1 "evaluate: *case 'b' is not there (did you mean a[?]); there are: a" \
  evaluate s.h5 --case b -o x.csv
[ ! -e x.csv ]
[ ! -e x.h5 ]
[ ! -e y.csv ]
