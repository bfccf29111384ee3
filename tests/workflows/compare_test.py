"""compare.py on tables whose comparison is worked out by hand."""

import subprocess
from pathlib import Path

import pandas as pd
import pytest

from coopseg.statistics.compare import Problem, main, parse_arguments, write_comparison
from forked import run_forked

ROW = "{case},{patient},{phase},,,1,LV,{status},{dice},{hd95},100\n"
HEADER = "case,patient,phase,site,vendor,label,name,status,dice,hd95_mm,penalty_mm\n"


def write(path: Path, dices: dict[str, tuple[float, float]], failed: str = "") -> None:
    """A table of ED and ES per patient; HD95 is 10 (1 - Dice). The ES of `failed` has no prediction."""
    text = HEADER
    for patient, pair in dices.items():
        for phase, dice in zip(("ED", "ES"), pair, strict=True):
            lost = patient == failed and phase == "ES"
            text += ROW.format(
                case=f"{patient}_{phase}",
                patient=patient,
                phase=phase,
                status="pred_empty" if lost else "ok",
                dice=0 if lost else dice,
                hd95="nan" if lost else 10 * (1 - dice),
            )
    path.write_text(text)


def compare(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return run_forked(main, "compare.py", *arguments, cwd=folder)


def write_all(folder: Path, failed: str = "") -> None:
    base = {"a": (0.8, 0.6), "b": (0.9, 0.7), "c": (0.7, 0.7)}
    better = {patient: (ed + 0.1, es) for patient, (ed, es) in base.items()}
    write(folder / "base.csv", base)
    write(folder / "s0.csv", better, failed)
    write(folder / "s1.csv", {patient: (ed, es + 0.1) for patient, (ed, es) in better.items()})


def test_patients_and_seeds_are_averaged_first(tmp_path: Path) -> None:
    write_all(tmp_path)
    arguments = ("coop=s0.csv,s1.csv", "standard=base.csv", "--metric", "dice", "--csv", "t.csv", "--latex", "t.tex")
    result = compare(tmp_path, *arguments, "--markdown", "t.md")
    assert result.returncode == 0 and result.stdout == "" and result.stderr == ""
    row = pd.read_csv(tmp_path / "t.csv").iloc[0]
    assert (row["label"], row["method"], row["baseline"], row["n"]) == ("LV", "coop", "standard", 3)
    assert (row["seeds"], row["seeds_baseline"], row["failed"]) == (2, 1, 0)
    assert row["mean_baseline"] == pytest.approx((0.7 + 0.8 + 0.7) / 3)
    assert row["difference"] == pytest.approx(0.075)  # 0.05 and 0.1 by seed, in every patient
    assert (row["ci_low"], row["ci_high"]) == (pytest.approx(0.05), pytest.approx(0.1))
    assert row["p"] == row["p_holm"] == 0.25  # 3 of 3 positive: 2 / 2^3
    assert row["rank_biserial"] == 1.0
    assert (
        "| LV | Dice | coop | 3 | 0 / 0 | 0.808 | 0.733 | +0.075 (+0.050 to +0.100) | 0.250 |"
        in (tmp_path / "t.md").read_text()
    )
    assert "With one seed differences between methods are not evidence" in (tmp_path / "t.md").read_text()
    latex = (tmp_path / "t.tex").read_text()
    assert "LV & Dice & coop & 3 & 0 / 0 & 0.808 & 0.733 & +0.075 (+0.050 to +0.100) & 0.250" in latex
    assert "95 \\% CI" in latex and "\\bottomrule" in latex


def test_a_failure_counts_as_the_worst_value(tmp_path: Path) -> None:
    write_all(tmp_path, failed="b")
    result = compare(tmp_path, "coop=s0.csv", "standard=base.csv", "--csv", "t.csv")
    assert result.returncode == 0, result.stderr
    table = pd.read_csv(tmp_path / "t.csv").set_index("metric")
    assert list(table["failed"]) == [1, 1] and list(table["failed_baseline"]) == [0, 0]
    assert table.loc["dice", "mean"] == pytest.approx((0.75 + 0.5 + 0.75) / 3)
    assert table.loc["hd95_mm", "mean"] == pytest.approx((2.5 + (0 + 100) / 2 + 2.5) / 3)
    assert table.loc["dice", "p_holm"] == pytest.approx(min(1, 2 * table["p"].min()))


def test_a_comparison_without_a_patient_has_no_p_value_and_is_not_corrected_for(tmp_path: Path) -> None:
    """No side has an RV in any case: its two rows leave LV's p values as they are without it."""
    write_all(tmp_path)
    alone = compare(tmp_path, "coop=s1.csv", "standard=base.csv", "--csv", "alone.csv")
    for name in "s1.csv", "base.csv":
        rows = (tmp_path / name).read_text().splitlines()[1:]
        empty = [",".join([*row.split(",")[:5], "3,RV,both_empty,nan,nan,100"]) for row in rows]
        (tmp_path / name).write_text(HEADER + "\n".join([*rows, *empty]) + "\n")
    result = compare(tmp_path, "coop=s1.csv", "standard=base.csv", "--csv", "t.csv", "--markdown", "t.md")
    assert (alone.returncode, result.returncode, result.stderr) == (0, 0, "")
    table, before = pd.read_csv(tmp_path / "t.csv"), pd.read_csv(tmp_path / "alone.csv")
    pd.testing.assert_frame_equal(table[table["label"] == "LV"], before, check_dtype=False)
    unknown = table[table["label"] == "RV"]
    assert list(unknown["n"]) == [0, 0] and unknown[["p", "p_holm", "rank_biserial"]].isna().all(axis=None)
    assert "| RV | Dice | coop | 0 | 0 / 0 | – | – | – | – | – | – |" in (tmp_path / "t.md").read_text()


def test_one_patient_has_a_difference_without_an_interval(tmp_path: Path) -> None:
    write(tmp_path / "base.csv", {"a": (0.8, 0.6)})
    write(tmp_path / "s0.csv", {"a": (0.9, 0.7)})
    result = compare(tmp_path, "coop=s0.csv", "standard=base.csv", "--metric", "dice")
    assert "| 0.800 | 0.700 | +0.100 (–) | 1.000 | 1.000 | +1.00 |" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a=s0.csv", "b=one.csv"), "one.csv: other cases than in the files before it: b_ED, b_ES, c_ED, c_ES"),
        (("a=s0.csv", "b=gone.csv"), "gone.csv: "),
        (("a=s0.csv", "b=base.csv", "--metric", "dise"), "no column 'dise'"),
        (("a=s0.csv", "b=other.csv"), "other.csv: columns case, name, patient, penalty_mm, status are missing"),
        (("a=s0.csv", "b=header.csv"), "header.csv: no row found, a table of evaluate is expected"),
        (
            ("a=s0.csv", "b=base.csv", "--metric", "status"),
            "s0.csv: case a_ED: status 'ok' found, a number is expected",
        ),
        (("a=s0.csv", "b=text.csv"), "text.csv: case b_ES: dice 'much' found, a number is expected"),
    ],
)
def test_bad_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str) -> None:
    write_all(tmp_path)
    write(tmp_path / "one.csv", {"a": (0.8, 0.6)})
    (tmp_path / "other.csv").write_text("x,y\n1,2\n")
    (tmp_path / "header.csv").write_text(HEADER)
    base = (tmp_path / "base.csv").read_text()
    (tmp_path / "text.csv").write_text(base.replace("b,ES,,,1,LV,ok,0.7", "b,ES,,,1,LV,ok,much"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Problem, match=message):
        write_comparison(parse_arguments([*arguments, "--csv", "t.csv"]))
    assert not (tmp_path / "t.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a=s0.csv",), "two or more methods"),
        (("a=s0.csv", "b"), "NAME=FILE"),
        (("a=s0.csv", "b=base.csv", "--baseline", "c"), "'c' is none of a, b"),
    ],
)
def test_wrong_use(capsys: pytest.CaptureFixture, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(SystemExit) as stop:
        parse_arguments(list(arguments))
    assert stop.value.code == 2 and message in capsys.readouterr().err


@pytest.mark.parametrize("name", ["gone", "broken"])
def test_a_problem_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.csv").write_text(HEADER + "1\n" + "1," * 11 + "1\n")
    result = compare(tmp_path, f"a={name}.csv", f"b={name}.csv")
    assert result.returncode == 1 and result.stderr.startswith(f"compare.py: {name}.csv: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("kind", ["csv", "markdown", "latex"])
def test_where_outputs_go_is_checked_before_tables_are_read(tmp_path: Path, kind: str) -> None:
    result = compare(tmp_path, "a=gone.csv", "b=gone.csv", f"--{kind}", "no/such/table")
    message = f"compare.py: --{kind} no/such/table: found no folder no/such, expected one\n"
    assert (result.returncode, result.stderr) == (1, message)
    result = compare(tmp_path, "a=gone.csv", "b=gone.csv", f"--{kind}", ".")
    assert (result.returncode, result.stderr) == (1, f"compare.py: --{kind} .: found a folder, expected a file\n")


def test_an_output_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    write_all(tmp_path)
    result = compare(tmp_path, "a=s0.csv", "b=base.csv", "--csv", "/dev/full")
    assert (result.returncode, result.stderr) == (1, "compare.py: [Errno 28] No space left on device\n")
