# An STN trains alone beside the FTN of a model: predictions of the FTN stay as they were, and averaged weights with renewed
# statistics are what best.h5 holds.
make_model coop
cp model.h5 ftn.h5
train-ftn-stn --freeze-ftn true --ema 0.9 --renew-statistics 2 --init ftn.h5 --base-width 2 --size 16 --batch-size 4 \
  --epochs 2 --learning-rate 0.01 --train-list train.txt --val-list val.txt -o alone --threads 1 -q
for model in ftn alone/best; do
  predict --model "$model.h5" t.h5 -o "$(basename "$model")-0.h5" -q --threads 1
  predict --model "$model.h5" t.h5 -o "$(basename "$model")-1.h5" -q --threads 1 --refine 1
done
same_segmentation ftn-0.h5 best-0.h5
if same_segmentation ftn-1.h5 best-1.h5 2>/dev/null; then fail "the STN did not learn"; fi
header=epoch,step,seconds,images_per_s,memory_mb,loss_gt_shape,loss_pred_shape,loss_damaged_shape,loss_total
head -1 alone/log.csv | grep -q "^$header,val_dice_LV_ftn," || fail "$(head -1 alone/log.csv)"
python - <<'PYTHON'
import h5py
with h5py.File("alone/last.h5") as last, h5py.File("alone/best.h5") as best:
    assert list(last["averaged"]) == list(last["weights"]) and "averaged" not in best
PYTHON
expect_failure 2 'train-ftn-stn: --freeze-ftn: *--init MODEL with a trained FTN is expected' train-ftn-stn \
  --freeze-ftn true --train-list train.txt --val-list val.txt -o x
