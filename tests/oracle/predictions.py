"""What predict says about slices made here, beside what PyTorch says."""

import h5py
import numpy as np
import torch
from checkpoint_files import succeed

SIDE = 32


def write_study(path, image, label=None, patient=""):
    with h5py.File(path, "w") as study:
        study.attrs["format"] = "coopseg-study"
        study.attrs["version"] = 1
        case = study.create_group("cases/a")
        case.attrs["patient"] = patient
        case["image"] = image
        if label is not None:
            case["label"] = label
            case["label"].attrs["names"] = "0=background,1=LV,2=MYO,3=RV"
        case.attrs["spacing"] = [1.36719, 1.36719, 8.0]
        case.attrs["origin"] = [0.0, 0, 0]
        case.attrs["direction"] = np.eye(3).ravel()


def predict(model, folder, *arguments):
    """Slices (values 0 to 1, as the network sees them) and the program's log probabilities."""
    image = torch.rand((3, SIDE, SIDE), generator=torch.Generator().manual_seed(3))
    image -= image.amin((1, 2), keepdim=True)
    image /= image.amax((1, 2), keepdim=True)
    write_study(folder / "s.h5", image.numpy())
    succeed("predict", "--model", model, folder / "s.h5", *arguments, "-o", folder / "p.h5", "--force", "-q")
    with h5py.File(folder / "p.h5") as study:
        return image[:, None], torch.from_numpy(study["cases/a/probability"][()]).transpose(0, 1)


def expect_equal(probability, logits):
    torch.testing.assert_close(probability, logits.softmax(1), rtol=0, atol=1e-5)
    likely = probability > 1e-3
    torch.testing.assert_close(probability[likely].log(), logits.log_softmax(1)[likely], rtol=0, atol=1e-4)
    assert 0.2 < likely.float().mean() and probability.std() > 0.01
