# With too little address space or too few open files a program ends in one line and status 1, at its start and at work;
# below that the system's loader says so (127).
if is_sanitized; then exit 0; fi # nor can UBSan look at memory without two files more
make_model coop
predict --model model.h5 t.h5 -o s.h5 --threads 1 -q

# ends_well LIMIT PROGRAM...: under `ulimit LIMIT` the program succeeds or fails in one line.
ends_well() {
  local limit=$1 program=$2 found=0
  # shellcheck disable=SC2086
  (ulimit $limit && exec "${@:2}") >stdout.txt 2>stderr.txt || found=$?
  case $found in
    0) return ;;
    1) grep -qE "^($program|libgomp): " stderr.txt || fail "$program: $(cat stderr.txt)" ;;
    127) [[ $(cat stderr.txt) == *'error while loading shared libraries'* ]] || fail "$program: $(cat stderr.txt)" ;;
    *) fail "$program under $limit: status $found: $(cat stderr.txt)" ;;
  esac
  [ "$(grep -c . stderr.txt)" -eq 1 ] || fail "$program under $limit: one line expected: $(cat stderr.txt)"
}

for kilobytes in 100000 200000 300000 400000 500000 600000 700000 800000; do
  for program in evaluate refine train-ftn-stn; do ends_well "-v $kilobytes" $program --version; done
  ends_well "-v $kilobytes" preprocess scan.nii.gz --n4 -o p.h5 --threads 1 -q --force
  ends_well "-v $kilobytes" evaluate s.h5 -o e.csv --threads 1 -q --force
  ends_well "-v $kilobytes" predict --model model.h5 t.h5 -o again.h5 --threads 2 -q --force
done
for files in 3 4 5 6 8; do
  ends_well "-n $files" preprocess scan.nii.gz -o p.h5 -q --force
  ends_well "-n $files" evaluate s.h5 -o e.csv -q --force
  ends_well "-n $files" predict --model model.h5 t.h5 -o again.h5 --threads 1 -q --force
done
