"""What torch.save wrote, loaded without running anything in it."""

import io
import re
import zipfile
from collections import Counter

from coopseg.checkpoint.messages import Error, context, printable, refuse_if, told

# A magic number, the first of the pickles that torch.save wrote before PyTorch 1.6 (and still does on request).
LEGACY = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"
TORCH_SCRIPT = (
    "a TorchScript archive found, a state dict expected: save one in Python, "
    'torch.save(torch.jit.load(FILE, map_location="cpu").state_dict(), OTHER)'
)


def open_archive(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception:
        refuse_if(data.startswith(b"\x80"), "a bare pickle found, a checkpoint of torch.save expected")
        refuse_if(data.startswith(b"PK"), "a damaged zip archive found: cut short or changed")
        raise Error("no checkpoint of torch.save: a zip archive is expected") from None


def sizes_of_records(data: bytes) -> dict[str, int]:
    """Bytes of the archive's records by their names without the folder; checksums are tested."""
    archive = open_archive(data)
    names = archive.namelist()
    folder = next((name[:-8] for name in names if name.partition("/")[2] == "data.pkl"), None)
    refuse_if(folder is None, "a zip archive without data.pkl found, a checkpoint expected")
    refuse_if(any(name.startswith((f"{folder}constants.pkl", f"{folder}code/")) for name in names), TORCH_SCRIPT)
    sizes: dict[str, int] = {}
    for info in archive.infolist():
        name = info.filename.removeprefix(folder)
        sizes[name] = info.file_size
        with context(printable(name)):
            refuse_if(sum(sizes.values()) > len(data), "claims more bytes than the file has")
            refuse_if(info.compress_type != zipfile.ZIP_STORED, "is compressed, torch.save stores")
            try:
                record = archive.read(info)
            except Exception:
                raise Error("is damaged (checksum or length)") from None
            refuse_if(name == "byteorder" and record != b"little", f"{printable(record)} found, 'little' expected")
    return sizes


def load(data: bytes) -> object:
    import torch

    described: Counter[int] = Counter()  # bytes of the storages that the pickle tells of

    def keep(storage: torch.UntypedStorage, _: str) -> torch.UntypedStorage:
        described[storage.nbytes()] += 1
        return storage

    is_legacy = data.startswith(LEGACY)
    sizes = {} if is_legacy else sizes_of_records(data)
    try:
        value = torch.load(io.BytesIO(data), map_location=keep, weights_only=True)
    except Exception as error:
        if asked := re.search(r"GLOBAL (.+?) (?:was not|whose module)", str(error)):
            raise Error(
                f"asks for '{printable(asked[1])}', which is no part of a state dict; nothing was run"
            ) from None
        # PyTorch wraps an error of the pickle in advice to load the file without safety.
        raise Error(f"cannot be loaded: {told(error.__context__ or error)}") from None
    if not is_legacy:  # there PyTorch believes the pickle
        there = Counter(size for name, size in sizes.items() if name.startswith("data/"))
        for size in described - there:
            raise Error(f"data.pkl: a storage of {size} bytes found, none of the archive has this size")
    return value
