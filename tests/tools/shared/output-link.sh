# A link as output stays a link; what it leads to is replaced or made.
python "$TESTS/tools/make_study.py" s.h5 a
mkdir results
echo old >results/target.csv
ln -s results/target.csv link.csv
expect_failure 1 'evaluate: link.csv: exists already; --force replaces it' evaluate s.h5 -o link.csv
evaluate s.h5 -o link.csv --force -q
evaluate s.h5 -o expected.csv -q
[ -L link.csv ]
cmp results/target.csv expected.csv
ln -s results/new.csv fresh.csv
evaluate s.h5 -o fresh.csv -q
[ -L fresh.csv ]
cmp results/new.csv expected.csv
ln -s circle.csv circle.csv
expect_failure 1 'evaluate: circle.csv: Too many levels of symbolic links' evaluate s.h5 -o circle.csv
[ "$(ls -A results)" = "$(printf 'new.csv\ntarget.csv')" ]
