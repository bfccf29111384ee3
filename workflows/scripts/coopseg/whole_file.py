"""Files that are whole or not there: written beside, under a name as our programs give, then renamed."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

FOLDERS = "cases hard lists reports runs scores segmentations tables test".split()


def write_whole(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_whole(path, lambda unfinished: unfinished.write_text(text))


def save_whole(path: Path, save: Callable[[Path], object]) -> None:
    """What `save` writes into the file that it is given."""
    unfinished = path.with_name(f".coopseg-{os.getpid()}-{path.name}")
    try:
        save(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def remove_unfinished(results: Path) -> None:
    """Removes what killed programs left in a results folder; nothing may run there any more."""
    left = list(results.glob(".coopseg-*"))
    for folder in FOLDERS:
        left += (results / folder).rglob(".coopseg-*")
    for path in left:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
