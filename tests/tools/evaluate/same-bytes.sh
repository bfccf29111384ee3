# Every table has the same bytes for any number of threads.
python "$TESTS/tools/evaluate/make_pairs.py"
for threads in 1 3; do
  mkdir $threads
  evaluate --pairs pairs.csv -o $threads/scores.csv --patients $threads/patients.csv --validity $threads/slices.csv \
    --validity-volumes $threads/volumes.csv --summary $threads/summary.json --threads $threads -q
done
diff -r 1 3
