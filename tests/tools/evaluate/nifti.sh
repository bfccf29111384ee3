# Two NIfTI files whatever their names and numbering, and two folders matched by name.
mkdir truth predicted
python - <<'PYTHON'
import nibabel, numpy as np
truth = np.zeros((12, 10, 3), np.float64)
truth[1:5, 1:5] = 3  # as ACDC numbers: 1 RV, 2 MYO, 3 LV
truth[6:10, 3:7] = 1
ours = np.zeros((12, 10, 3), np.uint8)
ours[1:5, 1:4] = 1
ours[6:10, 3:7] = 3
affine = np.diag([-2.0, -2.0, 5.0, 1.0])
for name in "a", "b":
    nibabel.save(nibabel.Nifti1Image(truth, affine), f"truth/{name}.nii.gz")
    nibabel.save(nibabel.Nifti1Image(ours, affine), f"predicted/{name}.nii")
PYTHON
evaluate --reference truth/a.nii.gz --prediction predicted/b.nii --reference-labels 1=RV,2=MYO,3=LV -o files.csv -q
cat >expected.csv <<'CSV'
case,patient,phase,site,vendor,label,name,status,dice,jaccard,precision,recall,volume_ref_ml,volume_pred_ml,volume_diff_ml,rvd,hd_mm,hd95_mm,assd_mm,masd_mm,nsd_1mm,nsd_2mm,nsd_3mm,mcd_2d_mm,slices_both,slices_ref_only,slices_pred_only,penalty_mm
a,,,,,1,LV,ok,0.857142857143,0.75,1,0.75,0.96,0.72,-0.24,-0.25,2,2,0.400102368814,0.331550802139,0.799948815593,1,1,0.536157402103,3,0,0,34.6554469023
a,,,,,2,MYO,both_empty,nan,nan,nan,nan,0,0,0,nan,nan,nan,nan,nan,nan,nan,nan,nan,0,0,0,34.6554469023
a,,,,,3,RV,ok,1,1,1,1,0.96,0.96,0,0,0,0,0,0,1,1,1,0,3,0,0,34.6554469023
CSV
diff expected.csv files.csv
evaluate --reference truth --prediction predicted --reference-labels 1=RV,2=MYO,3=LV -o folders.csv -q
[ "$(wc -l <folders.csv)" -eq 7 ]
[ "$(grep -c '^[ab],,,,,1,LV,ok,0.857142857143,' folders.csv)" -eq 2 ]
