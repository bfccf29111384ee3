# With too little address space a program ends in one line and status 1; below that the system's loader says so (127).
python "$TESTS/tools/make_study.py" s.h5 a
for program in evaluate refine train-ftn-stn; do
  for kilobytes in 100000 200000 300000 400000 500000 600000 700000 800000; do
    found=0
    (ulimit -v $kilobytes && exec $program --version) >stdout.txt 2>stderr.txt || found=$?
    case $found in
      0) continue ;;
      1) [[ $(cat stderr.txt) == "$program: "* ]] || fail "$program: $(cat stderr.txt)" ;;
      127) [[ $(cat stderr.txt) == *'error while loading shared libraries'* ]] || fail "$program: $(cat stderr.txt)" ;;
      *) fail "$program in $kilobytes kB: status $found: $(cat stderr.txt)" ;;
    esac
    [ "$(wc -l <stderr.txt)" -eq 1 ] || fail "$program in $kilobytes kB: one line expected: $(cat stderr.txt)"
  done
done
