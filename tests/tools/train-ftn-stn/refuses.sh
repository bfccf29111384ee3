# Each wrong use or bad input is one line with the right status, and an earlier run stays as it was.
make_model coop
printf 'base-width = 2\nsize = 16\nepochs = 1\ntrain-list = train.txt\nval-list = val.txt\n' >small.ini
train() { train-ftn-stn "$@" --config small.ini -q; }
sha256sum run-coop/* >before.txt
expect_failure 1 'train-ftn-stn: run-coop: holds best.h5 of an earlier run; --resume * --force *' train -o run-coop
sha256sum --quiet -c before.txt
printf 'a.h5\rb.h5\r' >macintosh.txt
expect_failure 1 'train-ftn-stn: macintosh.txt:1: a.h5\\rb.h5: No such file or directory' \
  train-ftn-stn --train-list macintosh.txt --val-list val.txt -o new
expect_failure 2 'train-ftn-stn: --val-list is required' train-ftn-stn --train-list train.txt -o new
expect_failure 2 'train-ftn-stn: --network: *ftn-stn, ftn, segmenter, unet' train --network resnet -o new
expect_failure 2 'train-ftn-stn: --size: 20 found, a multiple of 16 *' train --size 20 -o new
expect_failure 2 'train-ftn-stn: --base-width: 0 found, 1 to 1024 expected' train --base-width 0 -o new
expect_failure 2 "train-ftn-stn: --variant: variant 'share-code': *has no image decoder*" \
  train --network segmenter --variant share-code -o new
expect_failure 2 "train-ftn-stn: --hard-branch: scope 'both': the network 'segmenter' has no image decoder" \
  train --network segmenter --hard-branch latent -o new
for note in 'trial #3' $'line one\nepochs = 5'; do
  expect_failure 2 'train-ftn-stn: --note: a text of one line without # is expected, *' train --note "$note" -o new
done
expect_failure 2 'train-ftn-stn: --patience: -1 found, 0 (no limit) or more expected' train --patience -1 -o new
expect_failure 2 "train-ftn-stn: --time-limit: '1h' found, a whole number expected" train --time-limit 1h -o new
expect_failure 2 "train-ftn-stn: --max-steps: '2.5' found, a whole number expected" train --max-steps 2.5 -o new
expect_failure 1 'train-ftn-stn: validation set: patient *t* is in the training set, too *--allow-leak*' \
  train --val-list train.txt -o new
printf 't.h5\nmissing.h5\n' >holes.txt
expect_failure 1 'train-ftn-stn: holes.txt:2: missing.h5: No such file or directory' train --train-list holes.txt -o new
expect_failure 2 'train-ftn-stn: --device: cuda:9 is not there*' train --device cuda:9 -o new
printf 'learning-rte = 1\n' >bad.ini
expect_failure 1 "train-ftn-stn: bad.ini: unknown key 'learning-rte'*learning-rate*" train --config bad.ini -o new
expect_failure 1 'train-ftn-stn: run-coop/last.h5: was trained with other options*' train --resume --seed 3 -o run-coop
[ ! -e new/best.h5 ] || fail "a refused run left a model"
