"""How stages and methods look in the figures and on the page, which takes its colours from here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    light: str  # on white, also in print
    dark: str


@dataclass(frozen=True)
class Stage:
    title: str
    colour: Colour
    marker: str
    line: str
    is_filled: bool  # its markers


# Light colours of stages and loss: Okabe and Ito.
STAGES = {
    "ftn": Stage("FTN", Colour("#0072b2", "#56b4e9"), "o", "-", is_filled=True),
    "stn": Stage("FTN + STN", Colour("#d55e00", "#e69f00"), "D", "--", is_filled=False),
}
LOSS = Colour("#009e73", "#2fc79b")
METHOD_COLOURS = [
    Colour("#0072b2", "#56b4e9"),
    Colour("#d55e00", "#ff8a3d"),
    Colour("#009e73", "#2fc79b"),
    Colour("#b8578f", "#e39ac0"),
    Colour("#c98a00", "#f0c040"),
    Colour("#3f9bd6", "#b9dcf5"),
    Colour("#1b2230", "#e6e9ef"),
]
METHOD_MARKERS = "osD^vPX*<>hdp"
PAGE_COLOURS = (
    {stage: look.colour for stage, look in STAGES.items()}
    | {"loss": LOSS}
    | {f"method-{number}": colour for number, colour in enumerate(METHOD_COLOURS)}
)  # by the name of their CSS variable
