"""Which cases a split gives, and what it refuses."""

from pathlib import Path

import pytest

from coopseg.data.splits import read_split, read_splits

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


SITES = "case,patient,site\na,,x\nb,,x\nc,,y\nd,,x\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("b,train\na,val\nd,test\n", None),
        ("a,train\nb,val\nc,test\n", "2.csv: found c tested here or in .*1.csv, expected the same test cases in both"),
        ("c,train\nb,val\nd,test\n", "2.csv: found training cases of site 'x' here or in .*1.csv, expected in both"),
    ],
)
def test_splits_of_an_experiment_share_their_test_sets(tmp_path: Path, text: str, message: str | None) -> None:
    (tmp_path / "manifest.csv").write_text(SITES)
    files = [str(tmp_path / f"{number}.csv") for number in (1, 2)]
    for file, members in zip(files, ("a,train\nb,val\nd,test\n", text), strict=True):
        Path(file).write_text("case_or_patient,split\n" + members)
    if message:
        with pytest.raises(ValueError, match=message):
            read_splits(tmp_path / "manifest.csv", files)
    else:
        found = read_splits(tmp_path / "manifest.csv", files)
        assert {name: cases["train"] for name, cases in found.items()} == {"1": ["a"], "2": ["b"]}


def test_splits_of_an_experiment_have_names_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text(SITES)
    (tmp_path / "other").mkdir()
    files = [tmp_path / "1.csv", tmp_path / "other/1.csv"]
    for file in files:
        file.write_text("case_or_patient,split\na,train\nb,val\nd,test\n")
    (tmp_path / "my split.csv").write_bytes(files[0].read_bytes())
    with pytest.raises(ValueError, match="found the name 'my split', expected letters, digits"):
        read_splits(tmp_path / "manifest.csv", [str(tmp_path / "my split.csv")])
    with pytest.raises(ValueError, match="other/1.csv: found the split '1' again, expected files of different names"):
        read_splits(tmp_path / "manifest.csv", [str(file) for file in files])
