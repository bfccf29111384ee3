# NIfTI in, NIfTI out: float32 with slope 1, the header's geometry kept, neither clipped nor rounded.
python - <<'PYTHON'
import nibabel, numpy as np
image = nibabel.Nifti1Image(np.arange(-100, 140, dtype=np.int16).reshape(8, 6, 5), None)
image.header.set_xyzt_units("mm", "sec")
image.set_sform([[-1.4, 0.1, 0, 9], [0.1, 1.4, 0, -8], [0, 0, 9, 7], [0, 0, 0, 1]], 2)
image.set_qform([[-1.4, 0, 0, 9], [0, 1.4, 0, -8], [0, 0, 9, 7], [0, 0, 0, 1]], 1)
image.header.set_slope_inter(0.5, 3.25)
nibabel.save(image, "scan.nii.gz")
assert nibabel.load("scan.nii.gz").get_fdata()[0, 0, 0] == -46.75
PYTHON
corrupt-artifacts scan.nii.gz --artifact bias-field --severity 3 --seed 7 -o out.nii.gz -q
python - <<'PYTHON'
import nibabel, numpy as np
scan, out = nibabel.load("scan.nii.gz"), nibabel.load("out.nii.gz")
assert out.get_data_dtype() == np.float32 and out.dataobj.slope == 1 and out.dataobj.inter == 0
for name in "srow_x", "srow_y", "srow_z", "qform_code", "sform_code", "quatern_b", "qoffset_x", "dim":
    np.testing.assert_allclose(out.header[name], scan.header[name], rtol=1e-6, atol=1e-6, err_msg=name)
np.testing.assert_array_equal(out.header["pixdim"][:4], scan.header["pixdim"][:4])
assert out.header["descrip"].item().decode().startswith("coopseg corrupt-artifacts ")
ratio = out.get_fdata() / scan.get_fdata()
assert ratio.min() > 0.1 and ratio.max() < 10 and ratio.std() > 0.05
PYTHON
