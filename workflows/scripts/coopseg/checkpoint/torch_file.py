"""What torch.save wrote, loaded without running anything in it."""

import io
import re
import zipfile

import torch

from coopseg.checkpoint.files import Error, context, printable, refuse_if, told

# A magic number, the first of the pickles that torch.save wrote before PyTorch 1.6 (and still does on request).
OLD = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"
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


def check_archive(data: bytes) -> None:
    archive = open_archive(data)
    names = archive.namelist()
    folder = next((name[:-8] for name in names if name.partition("/")[2] == "data.pkl"), None)
    refuse_if(folder is None, "a zip archive without data.pkl found, a checkpoint expected")
    refuse_if(any(name.startswith((f"{folder}constants.pkl", f"{folder}code/")) for name in names), TORCH_SCRIPT)
    claimed = 0
    for info in archive.infolist():
        claimed += info.file_size
        with context(printable(info.filename.removeprefix(folder))):
            refuse_if(claimed > len(data), "claims more bytes than the file has")
            refuse_if(info.compress_type != zipfile.ZIP_STORED, "is compressed, torch.save stores")
            try:
                record = archive.read(info)
            except Exception:
                raise Error("is damaged (checksum or length)") from None
            refuse_if(info.filename == f"{folder}byteorder" and record != b"little", "is not 'little'")


def show_unread(storage: torch.UntypedStorage, _: str) -> torch.UntypedStorage:
    """A storage that an old file tells of but lacks shows as NaN or as a negative count."""
    return storage.fill_(255)


def load(data: bytes) -> object:
    is_old = data.startswith(OLD)
    if not is_old:
        check_archive(data)
    try:
        return torch.load(io.BytesIO(data), map_location=show_unread if is_old else "cpu", weights_only=True)
    except Exception as error:
        if asked := re.search(r"GLOBAL (.+?) (?:was not|whose module)", str(error)):
            raise Error(
                f"asks for '{printable(asked[1])}', which is no part of a state dict; nothing was run"
            ) from None
        # PyTorch wraps an error of the pickle in advice to load the file without safety.
        raise Error(f"cannot be loaded: {told(error.__context__ or error)}") from None
