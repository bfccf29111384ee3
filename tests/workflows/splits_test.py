"""Which cases a split gives, and what it refuses."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "workflows/scripts"))
from splits import read_split

MANIFEST = "case,patient\na_ED,a\na_ES,a\nb_ED,b\nc_ED,c\nd,\n"


def split(folder: Path, text: str) -> dict[str, list[str]]:
    (folder / "manifest.csv").write_text(MANIFEST)
    (folder / "split.csv").write_text("case_or_patient,split\n" + text)
    return read_split(str(folder / "manifest.csv"), str(folder / "split.csv"))


def test_a_patient_brings_all_its_cases_and_the_rest_stays_out(tmp_path: Path) -> None:
    assert split(tmp_path, "a,train\nb_ED,val\nd,test\n") == {"train": ["a_ED", "a_ES"], "val": ["b_ED"], "test": ["d"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,train\na,test\nb,val\nc,test\n", "a is in the splits train and test"),
        ("a_ED,train\na_ES,val\nb,test\nc,val\n", "patient a is in the splits train and val"),
        ("a,train\nb,validation\nc,test\n", "b: split 'validation' found, one of train, val, test expected"),
        ("a,train\nb,val\n", "is in the split test"),
        ("a,train\nb,val\nc,test\nx,test\n", "x is neither a case nor a patient"),
    ],
)
def test_refusals_name_the_patient(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        split(tmp_path, text)
