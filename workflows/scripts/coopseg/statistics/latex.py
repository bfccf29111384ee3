"""Tables for LaTeX: tabular environments of the package booktabs."""

SPECIAL = {letter: "\\" + letter for letter in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": "$<$",
    ">": "$>$",
    "±": r"$\pm$",
    "−": "$-$",
    "≥": r"$\geq$",
    "–": "--",
    "▲": r"$\uparrow$",
    "▼": r"$\downarrow$",
}


def escape(text: str) -> str:
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def row(cells: list[str]) -> str:
    """Of cells that are LaTeX already."""
    return " & ".join(cells) + r" \\"


def tabular(header: list[str], rows: list[list[str]], columns: str) -> str:
    body = [r"\toprule", row(header), r"\midrule", *(row(cells) for cells in rows), r"\bottomrule"]
    return "\n".join([rf"\begin{{tabular}}{{{columns}}}", *body, r"\end{tabular}"])
