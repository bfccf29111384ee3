# --help and --version of every program: on standard output, with status 0 and nothing else.
programs=$(cd "$COOPSEG_BIN" && ls -d augment-latent corrupt-artifacts evaluate import-checkpoint make-phantom predict \
  preprocess refine train-ftn-stn 2>/dev/null || true)
[ -n "$programs" ] || fail "no programs in $COOPSEG_BIN"
for program in $programs; do
  "$program" --help >help.txt 2>errors.txt || fail "$program --help ends with $?"
  [ ! -s errors.txt ] || fail "$program --help says $(cat errors.txt)"
  [[ $(head -n 1 help.txt) == "$program: "* ]] || fail "$program --help starts with $(head -n 1 help.txt)"
  for part in "Usage: $program " '-o [ --output ] FILE' '--config FILE' '--threads N' '--force' '-q [ --quiet ]' \
    '-v [ --verbose ]' '--help' '--version' 'Example:' 'Source: '; do
    grep -qF -e "$part" help.txt || fail "$program --help lacks '$part'"
  done
  "$program" --version >version.txt 2>errors.txt || fail "$program --version ends with $?"
  [[ $(cat version.txt) =~ ^"coopseg $program "[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "version: $(cat version.txt)"
  [ ! -s errors.txt ] || fail "$program --version says $(cat errors.txt)"
  expect_failure 1 "$program: standard output: cannot be written" bash -c "$program --help >/dev/full"
done
