# Libraries are never taken from the working directory, where somebody else's data may lie.
put_foreign_libraries() {
  local library
  for library in $(cd / && ldd "$1" | awk '$2 == "=>" { print $1 }'); do
    echo 'no library' >"$library"
  done
}

for program in augment-latent corrupt-artifacts evaluate make-phantom predict preprocess refine train-ftn-stn; do
  put_foreign_libraries "$COOPSEG_BIN/$program"
  "$program" --version >version.txt 2>errors.txt || fail "$program in a folder of libraries: $(cat errors.txt)"
done

# What reads DICOM is loaded when it is needed.
for module in "$COOPSEG_BIN"/../lib*/libcoopseg_dicom.so "$COOPSEG_BIN"/../lib*/*/libcoopseg_dicom.so; do
  [ ! -f "$module" ] || put_foreign_libraries "$module"
done
mkdir series
{ head -c 128 /dev/zero; printf 'DICM%0100d' 0; } >series/1.dcm
expect_failure 1 'preprocess: series/1.dcm: truncated or damaged*' preprocess series -o study.h5
