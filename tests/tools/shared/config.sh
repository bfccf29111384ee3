# Config files: the command line wins, later files win over earlier ones, unknown keys are named.
python "$TESTS/tools/make_study.py" s.h5 a b
field() { corrupt-artifacts s.h5 --artifact bias-field -q "$@"; }
field --seed 3 --severity 4 -o seed3-severity4.h5
printf 'seed = 1\nseverity = 4\n' >first.ini
printf '# comment\r\n\r\nseed = 3\r\n' >second.ini
field --config first.ini --config second.ini -o later-wins.h5
cmp later-wins.h5 seed3-severity4.h5
field --config second.ini --config first.ini --seed 3 -o line-wins.h5
cmp line-wins.h5 seed3-severity4.h5
printf 'case = b\nquiet = true\n' >case.ini
evaluate s.h5 --config case.ini -o b.csv
[ "$(cut -d, -f1 b.csv | tail -n +2 | sort -u)" = b ]
evaluate s.h5 --config case.ini --case a -o a.csv
[ "$(cut -d, -f1 a.csv | tail -n +2 | sort -u)" = a ]

# What may repeat is a value as others are: those of the file that wins, of the command line before any file.
given() { corrupt-artifacts s.h5 --artifact bias-field -q "$@"; }
given --set order=1 --set coefficients=0.1,0.2,0.3,0.4 -o line.h5
printf '\xef\xbb\xbfset = order=1\nset = coefficients=0.1,0.2,0.3,0.4\n' >set.ini
given --config set.ini -o file.h5
cmp file.h5 line.h5
echo 'set = order=2' >other.ini
given --config other.ini --config set.ini -o later-set.h5
cmp later-set.h5 line.h5
given --config other.ini --set order=1 --set coefficients=0.1,0.2,0.3,0.4 -o line-set.h5
cmp line-set.h5 line.h5

refused() {
  printf "$1" >bad.ini
  expect_failure 1 "evaluate: bad.ini: $2" evaluate s.h5 --config bad.ini -o x.csv
}
refused 'threds = 2' "unknown key 'threds' (did you mean threads[?])"
refused '[evaluate]\nthreads = 2' "unknown key 'evaluate.threads' (did you mean threads[?])"
refused 'config = first.ini' "unknown key 'config' (did you mean *)"
refused 'threads = x' "threads: 'x' found, a whole number expected"
refused 'threads = 1\nthreads = 2' 'threads: given more than once, one value is expected'
refused 'force = maybe' 'force: true or false is expected'
refused 'force' "line 'force' found, NAME = VALUE expected"
expect_failure 1 'evaluate: gone.ini: No such file or directory' evaluate s.h5 --config gone.ini -o x.csv
mkdir folder
expect_failure 1 'evaluate: folder: is a folder, a file is expected' evaluate s.h5 --config folder -o x.csv
[ ! -e x.csv ]
