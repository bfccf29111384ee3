# Bad options end with status 2 and name what is there; a folder is never lost.
expect_failure 2 "make-phantom: --site: site 'x' found, one of a, b, c, d, e expected" make-phantom --site a,x -o out
expect_failure 2 "make-phantom: --site: a is given twice" make-phantom --site a --site b,a -o out
expect_failure 2 "make-phantom: --subjects: '0' found, a whole number from 1 to 999 expected" make-phantom --subjects 0 -o out
expect_failure 2 "make-phantom: --subjects: '' found, *" make-phantom --subjects 1, -o out
expect_failure 2 "make-phantom: --subjects: 3 numbers for 2 sites" make-phantom --site a,b --subjects 1,2,3 -o out
expect_failure 2 "make-phantom: --size: 8 found, 16 to 1024 voxels expected" make-phantom --size 8 -o out
expect_failure 2 "make-phantom: --spacing: 0.25 to 10 mm expected" make-phantom --spacing 0 -o out
expect_failure 2 "make-phantom: 1 inputs given, at most 0 expected*" make-phantom in -o out
expect_failure 1 "make-phantom: -: a folder is written, standard output cannot take it" make-phantom -o -
expect_failure 1 "make-phantom: gone/out: its folder does not exist" make-phantom -o gone/out
mkdir out
echo precious >out/file
expect_failure 1 "make-phantom: out: exists already; --force replaces it" make-phantom -o out
expect_failure 1 "make-phantom: out: holds no manifest.csv, so it is not replaced" make-phantom --force -o out
[ "$(cat out/file)" = precious ] || fail "the folder was touched"
