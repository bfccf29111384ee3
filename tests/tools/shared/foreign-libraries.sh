# Libraries are never taken from the working directory, where somebody else's data may lie.
for program in augment-latent corrupt-artifacts evaluate make-phantom predict preprocess refine train-ftn-stn; do
  for library in $(ldd "$COOPSEG_BIN/$program" | awk '$2 == "=>" { print $1 }'); do
    echo 'no library' >"$library"
  done
  "$program" --version >version.txt 2>errors.txt || fail "$program in a folder of libraries: $(cat errors.txt)"
done
