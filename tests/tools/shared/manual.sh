# `cmake --install` brings a man page and a bash completion of each program, made from its --help.
build=$COOPSEG_BIN/..
if [ ! -f "$build/cmake_install.cmake" ]; then
  echo "skipped: the programs are in no build folder"
  exit 0
fi
cmake --install "$build" --prefix prefix --component manual >/dev/null
pages=prefix/share/man/man1 completions=prefix/share/bash-completion/completions
programs=$(printf '%s\n' augment-latent corrupt-artifacts evaluate import-checkpoint make-phantom predict preprocess refine \
  train-ftn-stn)
[ "$(ls $pages)" = "$(sed 's/$/.1/' <<<"$programs")" ] || fail "pages of $programs expected, found $(ls $pages)"
[ "$(ls $completions)" = "$programs" ] || fail "completions of $programs expected, found $(ls $completions)"

# Every word of --help is in the page, in the same order but for defaults, which come last; roff has nothing to say.
for program in $programs; do
  groff -man -Tascii -P-cbou -ww -rLL=500n $pages/$program.1 >page.txt 2>warnings.txt
  [ ! -s warnings.txt ] || fail "$program.1: $(cat warnings.txt)"
  for section in NAME SYNOPSIS DESCRIPTION OPTIONS EXAMPLE SOURCE 'SEE ALSO'; do
    grep -qx "$section" page.txt || fail "$program.1 lacks $section"
  done
  "$program" --help | grep -oE '[[:alnum:]/^*]+(-[[:alnum:]]+)*' | sort -u >said.txt
  grep -oE '[[:alnum:]/^*]+(-[[:alnum:]]+)*' page.txt | sort -u >shown.txt
  missing=$(comm -23 said.txt shown.txt | grep -vxE 'Usage|Options|Example|Source' || true)
  [ -z "$missing" ] || fail "$program.1 lacks $missing"
done

# complete_words WORD...: what the completion offers for the last word, with = split off as readline does.
complete_words() {
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  "_coopseg_${1//-/_}"
  echo "${COMPREPLY[*]}"
}
offers() {
  local expected=$1 found
  shift
  found=$(complete_words "$@")
  [ "$found" = "$expected" ] || fail "$*: '$expected' expected, '$found' offered"
}
for program in $programs; do
  # shellcheck disable=SC1090
  source "$completions/$program"
  offers --output "$program" --outp
  for option in $("$program" --help | sed -nE 's/^  (-. \[ )?(--[[:alnum:]-]+).*/\2/p'); do
    [[ " $(complete_words "$program" "$option") " == *" $option "* ]] || fail "$program: $option is not offered"
  done
done
offers 'cpu cuda' predict --model m.h5 --device ''
offers 'fp32' refine --precision f
offers 'centre whole heart' predict --field = ''
offers 'centre whole heart' predict --field =
offers 'whole' predict --field = w
offers 'true false' train-ftn-stn --soft-mask ''
offers 'dropout channel spatial random' augment-latent --mask ''
offers 'mwm mixstyle maxstyle' augment-latent --hard-branch = m
offers 'spike slice-misalignment' corrupt-artifacts --artifact s
offers 'none share-code no-decoupler' import-checkpoint --variant ''
offers '' predict --model ''
offers '--model' predict --about --mod
offers '' predict scan
[[ $(complete -p predict) == *' default '* ]] || fail "files are not offered: $(complete -p predict)"

# Lines that roff would take as its own, and a word that Boost cut because it is longer than its column.
cat >odd <<'PROGRAM'
#!/bin/sh
cat <<'HELP'
odd: says odd things

Usage: odd -o FILE

Reads
.nii and
'quoted' \backslashes.

Options:
  --with-a-very-long-name-that-leaves-no-room FILE (=none)  see https://host/abc
                                                            defghijklm/page
  --about [=[FORMAT](=text)]                                may be said alone

Shared options:
  --help                                                    this page

Example:
  odd -o \file

Source: this test
HELP
PROGRAM
chmod +x odd
python "$TESTS/../cmake/manual.py" odd-share odd
groff -man -Tascii -P-cbou -ww odd-share/man/man1/odd.1 >page.txt 2>warnings.txt
[ ! -s warnings.txt ] || fail "odd.1: $(cat warnings.txt)"
for line in "Reads .nii and 'quoted' \\backslashes." 'see https://host/abcdefghijklm/page (default: none)' 'odd -o \file' '--about[=FORMAT]'; do
  grep -qF -e "$line" page.txt || fail "'$line' expected in $(cat page.txt)"
done
