# augment-latent | refine | evaluate through pipes gives what files give: how much the STN mends.
make_model coop
augment-latent --model model.h5 t.h5 --seed 3 -o - -q --threads 1 | refine --model model.h5 - -o - -q --threads 1 |
  evaluate - -o - -q >piped.csv
augment-latent --model model.h5 t.h5 --seed 3 -o hard.h5 -q --threads 1
refine --model model.h5 hard.h5 -o refined.h5 -q --threads 1
evaluate refined.h5 -o files.csv -q
cmp piped.csv files.csv
evaluate hard.h5 -o corrupted.csv -q
[ "$(cut -d, -f1,7 piped.csv)" = "$(printf 'case,name\nt,LV\nt,MYO\nt,RV')" ] || fail "$(cat piped.csv)"
! cmp -s corrupted.csv files.csv || fail "the STN changed nothing"
