"""The known name that is meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def suggestion(name: str, known: Iterable[str]) -> str:
    """As " (did you mean NAME?)"; nothing where none is known."""
    nearest = get_close_matches(name, known, n=1, cutoff=0)
    return f" (did you mean {nearest[0]}?)" if nearest else ""
