"""C++ and Python read tables by one set of rules, with the same words."""

import os
import subprocess
from pathlib import Path

import nibabel
import numpy as np
import pytest

from coopseg.data.splits import leaks
from coopseg.data.tables import TableError, read_cases

BIN = Path(os.environ["COOPSEG_BIN"])
COLUMNS = "case,patient,phase,site,vendor,image,label,frame,labels"
ROW = "a,p,ED,,,i.nii,,,"
GOOD = {
    "byte order mark": f"\ufeff{COLUMNS}\n{ROW}\n",
    "carriage returns": f"{COLUMNS}\r\n{ROW}\r\n",
    "blank lines at the end": f"{COLUMNS}\n{ROW}\n\n  \n\r\n",
    "blanks around cells": f" {COLUMNS.replace(',', ' , ')} \n a ,p , ED,,,i.nii\t, ,,\n",
    "quotes": f'{COLUMNS}\n"a" , "p",ED,"S ""1"", x",,i.nii,,,\n',
    "no line end": f"{COLUMNS}\n{ROW}",
}
BAD = {
    "semicolons": (f"{COLUMNS}\n{ROW}\n".replace(",", ";"), "line 1: the columns are separated by semicolons"),
    "tabs": (f"{COLUMNS}\n{ROW}\n".replace(",", "\t"), "line 1: the columns are separated by tabs"),
    "short row": (f"{COLUMNS}\na,p,ED,,,i.nii\n", "line 2: 6 fields found, 9 expected"),
    "long row": (f"{COLUMNS}\n{ROW},\n", "line 2: 10 fields found, 9 expected"),
    "blank line between": (f"{COLUMNS}\n\n{ROW}\n", "line 2: 1 fields found, 9 expected"),
    "open quote": (f'{COLUMNS}\n"a,p\n', "line 2: a quote is not closed"),
    "quote inside": (f'{COLUMNS}\na"b,p,ED,,,i.nii,,,\n', "line 2: a quote inside a field"),
    "behind a quote": (f'{COLUMNS}\n"a"b,p,ED,,,i.nii,,,\n', "line 2: text behind a closing quote"),
    "column twice": (f"{COLUMNS},case\n{ROW},a\n", "line 1: column 'case' stands twice"),
    "case twice": (f"{COLUMNS}\n{ROW}\n{ROW}\n", "line 3: case 'a' stands twice"),
    "no id": (f"{COLUMNS}\n{ROW.replace('a,', '$(touch x),')}\n", "line 2: case id '$(touch x)': letters"),
    "dash": (f"{COLUMNS}\n{ROW.replace('a,', '-a,')}\n", "line 2: case id '-a': letters"),
    "zero": (f"{COLUMNS}\n{ROW}\0\n", "is no text, a CSV file is expected"),
    "Latin-1": (
        f"{COLUMNS}\n{ROW}M\xfcnchen\n".encode("latin-1"),
        "line 2: byte 0xfc is no UTF-8",
    ),
    "cut off": (f"{COLUMNS}\n{ROW}\n".encode() + b"\xe2\x82", "line 3: byte 0xe2 is no UTF-8"),
    "overlong": (f"{COLUMNS}\n{ROW}\n".encode() + b"\xc0\xaf", "line 3: byte 0xc0 is no UTF-8"),
}


def preprocess(folder: Path, content: str | bytes) -> subprocess.CompletedProcess:
    nibabel.save(nibabel.Nifti1Image(np.arange(240, dtype=np.int16).reshape(8, 10, 3), np.eye(4)), folder / "i.nii")
    (folder / "m.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    command = [BIN / "preprocess", "--manifest", "m.csv", "--data-root", ".", "-o", "s.h5", "-q"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize("kind", GOOD)
def test_both_take(tmp_path: Path, kind: str) -> None:
    done = preprocess(tmp_path, GOOD[kind])
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = read_cases(tmp_path / "m.csv")
    assert (row["case"], row["patient"], row["phase"], row["image"]) == ("a", "p", "ED", "i.nii")
    assert row["site"] == ('S "1", x' if kind == "quotes" else "")


@pytest.mark.parametrize("kind", BAD)
def test_both_refuse_with_the_same_words(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content, message = BAD[kind]
    done = preprocess(tmp_path, content)
    assert done.returncode == 1 and f"m.csv: {message}" in done.stderr
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TableError) as refusal:
        read_cases("m.csv")
    assert done.stderr == f"preprocess: {refusal.value}\n"


def test_blanks_do_not_hide_a_leak(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("case,patient\na_ED,a\na_ES,a \nb,b\n")
    (tmp_path / "s.csv").write_text("case_or_patient,split\na_ED,train\na_ES ,test \nb,val\n")
    assert leaks(tmp_path / "m.csv", tmp_path / "s.csv") == ["patient a is in the splits train and test"]


def test_keep_going_prepares_the_good_cases(tmp_path: Path) -> None:
    preprocess(tmp_path, f"{COLUMNS}\n{ROW}\n")
    (tmp_path / "m.csv").write_text(f"{COLUMNS}\nb,p,ED,,,none.nii,,,\n{ROW}\n")
    command = [BIN / "preprocess", "--manifest", "m.csv", "--data-root", ".", "-o", "k.h5", "--keep-going"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.endswith("preprocess: 1 of 2 inputs failed\n")
    assert "preprocess: warning: m.csv: line 2: ./none.nii: No such file or directory\n" in done.stderr
    assert (tmp_path / "k.h5").is_file()
