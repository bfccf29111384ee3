# Each wrong use or bad input is one line with the right status and leaves nothing.
make_model standard
expect_failure 2 'predict: --model is required' predict scan.nii.gz -o x.nii.gz
expect_failure 1 'predict: model.h5: the model has no STN, --refine 0 is expected' \
  predict --model model.h5 scan.nii.gz --refine 1 -o x.nii.gz
expect_failure 1 'refine: model.h5: the model has no STN *' refine --model model.h5 t.h5 -o x.h5
expect_failure 2 'predict: --field: *centre, whole, heart' predict --model model.h5 t.h5 --field center -o x.h5
expect_failure 2 'predict: x.png: .nii, .nii.gz, .h5, - or a folder *' predict --model model.h5 t.h5 -o x.png
expect_failure 1 'predict: t.h5: /: attribute format: *coopseg-study* found, *coopseg-model* expected' predict --model t.h5 t.h5 -o x.h5
preprocess scan.nii.gz --spacing 1.4 -o coarse.h5
expect_failure 1 'predict: coarse.h5: /cases/scan: in-plane spacing 1.4 x 1.4 mm found, 1.36719 x 1.36719 mm of the model *' \
  predict --model model.h5 coarse.h5 -o x.h5
preprocess scan.nii.gz --clip 0,100 -o unclipped.h5
expect_failure 1 'predict: unclipped.h5: /cases/scan: preprocessing *"clip":*0.0,100.0* found, *2.0,98.0* of the model expected' \
  predict --model model.h5 unclipped.h5 -o x.h5
head -c 20000 model.h5 >short.h5
expect_failure 1 'predict: short.h5: *' predict --model short.h5 t.h5 -o x.h5
[ "$(ls x.* 2>/dev/null)" = "" ] || fail "left $(ls x.*)"
