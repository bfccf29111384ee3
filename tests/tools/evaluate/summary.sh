# The summary: statistics over patients, failures counted and penalised, groups.
python "$TESTS/tools/evaluate/make_pairs.py"
evaluate --pairs pairs.csv -o scores.csv --summary s.json --group-by site,phase -q
python - <<'PYTHON'
import json
summary = json.load(open("s.json"))
groups = {tuple(entry["group"].values()): entry["labels"] for entry in summary["groups"]}
assert set(groups) == {(), ("ED", "x"), ("ED", "y"), ("ES", "x"), ("ES", "y")}, groups.keys()
rv = groups[()]["RV"]
assert (rv["n_cases"], rv["n_failed"], rv["n_pred_empty"], rv["n_both_empty"]) == (4, 1, 1, 0)
dice = rv["metrics"]["dice"]  # patients: (1 + 1) / 2 and (1 + 0) / 2
assert (dice["n"], dice["mean"], dice["median"], dice["q1"], dice["q3"]) == (2, 0.75, 0.75, 0.625, 0.875)
assert abs(dice["sd"] - 0.125**0.5) < 1e-12 and dice["ci95"] == [0.5, 1.0]
hd = rv["metrics"]["hd_mm"]
assert (hd["n"], hd["mean"]) == (2, 0) and abs(hd["penalised"]["mean"] - 39.395431207184417 / 4) < 1e-9
only = groups[("ES", "y")]["RV"]["metrics"]
assert only["hd_mm"]["n"] == 0 and only["hd_mm"]["mean"] is None and only["hd_mm"]["penalised"]["n"] == 1
assert only["dice"]["sd"] is None and only["dice"]["ci95"] == [None, None]
assert groups[()]["LV"]["n_failed"] == 0
assert summary["groups"][0]["validity"] == {"n_checked": 4, "n_valid": 3, "share_valid": 0.75}
PYTHON
evaluate --pairs pairs.csv -o scores.csv --summary again.json --group-by site,phase --seed 0 --force -q
cmp s.json again.json
expect_failure 2 "evaluate: --group-by: unknown column 'sight' (did you mean site[?])" \
  evaluate --pairs pairs.csv -o x.csv --summary x.json --group-by sight
[ ! -e x.csv ]
