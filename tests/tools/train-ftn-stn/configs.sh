# Every file of configs/train and every budget is taken, as far as the lists that are missing here; a U-Net trains,
# predicts and says that it has no STN.
taken() {
  expect_failure 1 'train-ftn-stn: none.txt: No such file or directory' \
    train-ftn-stn "$@" --train-list none.txt --val-list none.txt -o new -q
}
for config in "$TESTS"/../configs/train/*.ini; do
  [ "$(grep -c '^init\|^hard-branch = study' "$config")" -eq 0 ] || continue
  taken --config "$config"
done
for budget in "$TESTS"/../configs/train/budget/*.ini; do
  taken --config "$TESTS/../configs/train/coop.ini" --config "$budget"
done
[ ! -e new/best.h5 ] || fail "a refused run left a model"
make_model unet
predict --model model.h5 t.h5 -q -o predicted.h5
expect_failure 1 'refine: model.h5: the model has no STN to refine with*' refine --model model.h5 predicted.h5 -q -o x.h5
expect_failure 2 "train-ftn-stn: --hard-branch: hard-branch 'mixstyle': the network 'unet' has no encoder with a code" \
  train-ftn-stn --network unet --hard-branch mixstyle --train-list train.txt --val-list val.txt -o new -q
