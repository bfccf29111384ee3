# What tool tests share.

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

python() { "$COOPSEG_PYTHON" "$@"; }

# expect_failure STATUS GLOB COMMAND...: the command ends with STATUS, prints nothing on standard output and exactly one
# line on standard error, which matches GLOB.
expect_failure() {
  local status=$1 glob=$2 found=0
  shift 2
  "$@" >stdout.txt 2>stderr.txt || found=$?
  [ "$found" -eq "$status" ] || fail "status $found, expected $status: $* ($(cat stderr.txt))"
  [ ! -s stdout.txt ] || fail "wrote to standard output: $*"
  [ "$(wc -l <stderr.txt)" -eq 1 ] || fail "one line expected on standard error: $(cat stderr.txt)"
  # shellcheck disable=SC2053
  [[ $(cat stderr.txt) == $glob ]] || fail "'$(cat stderr.txt)' does not match '$glob'"
  rm stdout.txt stderr.txt
}
