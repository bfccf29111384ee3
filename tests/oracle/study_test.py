"""The study file against h5py: what it writes is read, ours is as documented, damaged files are refused."""

import json
import os
import random
import resource
import subprocess

import h5py
import nibabel
import numpy as np
import pytest

NAMES = "0=background,1=LV,2=MYO,3=RV"
CORRUPT = ("corrupt-artifacts", "--artifact", "bias-field", "--set", "order=0", "--set", "coefficients=0")


def run(program, *arguments, **options):
    command = [os.path.join(os.environ["COOPSEG_BIN"], program), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, **options)


def image():
    return np.round(np.random.default_rng(5).uniform(0, 99, (3, 10, 12)))


def label():
    return np.arange(360).reshape(3, 10, 12) % 4


def write(path, arrays, text=str, numbers=np.float64, **options):
    """A study of one case as an h5py user might write it; `text` and `numbers` make the attributes' values."""
    with h5py.File(path, "w", **options.pop("file", {})) as study:
        study.attrs["format"] = text("coopseg-study")
        study.attrs["version"] = numbers(1)
        case = study.create_group("cases/a")
        case.attrs["patient"] = text("p")
        case.attrs["phase"] = text("ED")
        case.attrs["spacing"] = np.array([2, 2, 5], numbers)
        case.attrs["origin"] = np.array([-10, 7, 3], numbers)
        case.attrs["direction"] = np.array([0, -1, 0, 1, 0, 0, 0, 0, 1], numbers)
        for name, array in arrays.items():
            case.create_dataset(name, data=array, **options)
            if name in ("label", "prediction"):
                case[name].attrs["names"] = text(NAMES)
        case["provenance"] = text("[]")


def through(path):
    """The case as it comes out of a program that changes nothing."""
    output = path.with_name("out.h5")
    result = run(CORRUPT[0], path, *CORRUPT[1:], "-o", output, "--force", "-q")
    assert result.returncode == 0, result.stderr
    with h5py.File(output) as study:
        case = study["cases/a"]
        return {name: case[name][()] for name in ("image", "label")}, dict(case.attrs)


TYPES = ["f2", "f4", "f8", ">f4", ">f8", "u1", "i2", ">i2", "u2", "i4", "u8", "i8"]


@pytest.mark.parametrize("dtype", TYPES)
def test_number_types(tmp_path, dtype):
    write(tmp_path / "s.h5", {"image": image().astype(dtype), "label": label().astype(dtype)})
    arrays, _ = through(tmp_path / "s.h5")
    assert arrays["image"].dtype == np.float32 and arrays["label"].dtype == np.uint8
    np.testing.assert_array_equal(arrays["image"], image())
    np.testing.assert_array_equal(arrays["label"], label())


@pytest.mark.parametrize("numbers", [np.float32, np.float64, np.int64, np.int16])
@pytest.mark.parametrize("text", [str, np.bytes_, lambda text: np.array(text.encode(), "S99")])
def test_kinds_of_attributes(tmp_path, text, numbers):
    write(tmp_path / "s.h5", {"image": image(), "label": label()}, text, numbers)
    _, attributes = through(tmp_path / "s.h5")
    assert attributes["patient"] == "p" and attributes["phase"] == "ED"
    np.testing.assert_array_equal(attributes["spacing"], [2, 2, 5])
    np.testing.assert_array_equal(attributes["direction"], [0, -1, 0, 1, 0, 0, 0, 0, 1])


LAYOUTS = [
    {"chunks": (1, 10, 12), "compression": "gzip", "shuffle": True},
    {"chunks": (2, 7, 5), "compression": "gzip", "compression_opts": 9, "fletcher32": True},
    {"chunks": True, "maxshape": (None, None, None)},
    {"file": {"libver": ("v108", "v110")}, "chunks": (1, 10, 12), "compression": "gzip"},
    {"file": {"libver": ("v110", "v110")}, "chunks": (3, 4, 12), "compression": "gzip", "maxshape": (None, 10, 12)},
    {"file": {"track_order": True}},
]


@pytest.mark.parametrize("options", LAYOUTS)
def test_layouts(tmp_path, options):
    write(tmp_path / "s.h5", {"image": image(), "label": label()}, **options)
    arrays, _ = through(tmp_path / "s.h5")
    np.testing.assert_array_equal(arrays["image"], image())
    np.testing.assert_array_equal(arrays["label"], label())


@pytest.mark.parametrize("options", [{}, {"compression": "gzip"}])
def test_chunks_that_were_never_written_hold_the_fill_value(tmp_path, options):
    write(tmp_path / "s.h5", {"image": image()})
    with h5py.File(tmp_path / "s.h5", "a") as study:
        written = study.create_dataset("cases/a/label", (3, 10, 12), "u1", chunks=(1, 10, 12), **options)
        written[1] = label()[1]
    arrays, _ = through(tmp_path / "s.h5")
    np.testing.assert_array_equal(arrays["label"], label() * np.array([0, 1, 0])[:, None, None])


def test_many_attributes(tmp_path):
    for version in "earliest", "v110":
        write(tmp_path / "s.h5", {"image": image(), "label": label()}, file={"libver": (version, "v110")})
        with h5py.File(tmp_path / "s.h5", "a") as study:
            for number in range(60):
                study["cases/a"].attrs[f"note{number}"] = "x" * 300
        _, attributes = through(tmp_path / "s.h5")
        assert attributes["patient"] == "p"


def refusal(path, **options):
    output = path.with_name("refused.h5")
    result = run(CORRUPT[0], path, *CORRUPT[1:], "-o", output, "-q", text=True, **options)
    assert result.returncode == 1 and not output.exists()
    head = f"corrupt-artifacts: {path}: "
    assert result.stderr.startswith(head) and result.stderr.count("\n") == 1, result.stderr
    return result.stderr[len(head) : -1]


def test_what_is_not_exact_or_not_known_is_refused(tmp_path):
    path = tmp_path / "s.h5"
    values = image()
    values[0, 0, 2] = 0.1
    write(path, {"image": values})
    inexact = "cannot be held exactly as"
    assert refusal(path) == f"/cases/a/image: value 0.10000000000000001 at flat index 2 {inexact} float32"
    write(path, {"image": image(), "label": label() + 0.25})
    assert refusal(path) == f"/cases/a/label: value 0.25 at flat index 0 {inexact} uint8"
    write(path, {"image": image(), "label": label().astype("S1")})
    assert refusal(path) == "/cases/a/label: numbers are expected"
    write(path, {"image": image()}, compression="lzf")
    assert refusal(path) == "/cases/a/image: is packed by filter 32000 (lzf), deflate is expected"
    write(
        path, {"image": image()}, text=lambda text: np.bytes_("M\u00fcnchen".encode("latin-1") if text == "p" else text)
    )
    assert refusal(path) == "/cases/a: attribute patient: is no UTF-8 text"
    write(path, {"image": image().astype(complex)})
    assert refusal(path) == "/cases/a/image: numbers are expected"


def test_nothing_outside_of_the_file_is_read(tmp_path):
    path, other = tmp_path / "s.h5", tmp_path / "other.h5"
    write(path, {"label": label()})
    write(other, {"image": image()})

    def with_image(make):
        with h5py.File(path, "a") as study:
            for name in {"image", "outside"} & set(study["cases/a"]):
                del study["cases/a"][name]
            make(study["cases/a"])
        return refusal(path)

    link = h5py.ExternalLink(str(other), "/cases/a")
    leads_out = "/cases/a/image: a link to another file"
    assert (
        with_image(lambda case: case.__setitem__("image", h5py.ExternalLink(str(other), "/cases/a/image"))) == leads_out
    )

    def through_a_soft_link(case):
        case["outside"] = link
        case["image"] = h5py.SoftLink("/cases/a/outside/image")

    assert with_image(through_a_soft_link) == "/cases/a/image: cannot be opened as a dataset"
    elsewhere = "/cases/a/image: keeps its data in another file"
    raw = [(str(tmp_path / "raw"), 0, 4 * 360)]
    np.zeros(360, "f4").tofile(tmp_path / "raw")
    assert with_image(lambda case: case.create_dataset("image", (3, 10, 12), "f4", external=raw)) == elsewhere

    def mapped(case):
        layout = h5py.VirtualLayout((3, 10, 12), "f4")
        layout[:] = h5py.VirtualSource("other.h5", "/cases/a/image", (3, 10, 12))
        case.create_virtual_dataset("image", layout)

    assert with_image(mapped) == elsewhere
    with h5py.File(path, "a") as study:
        del study["cases"]
        study["cases"] = h5py.ExternalLink(str(other), "/cases")
    assert refusal(path) == "/cases: a link to another file, a group is expected"


def limited(megabytes):
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return limit


def test_no_more_memory_than_the_file_justifies(tmp_path):
    path = tmp_path / "s.h5"
    write(path, {"label": label()})
    for options in {}, {"chunks": (1, 1000, 100)}, {"chunks": (1, 1000, 100), "compression": "gzip"}:
        with h5py.File(path, "a") as study:
            study["cases/a"].pop("image", None)
            data = study["cases/a"].create_dataset("image", (60000, 60000, 100), "f4", **options)
            if options:
                data[0, :1, :1] = 1
        found = refusal(path, preexec_fn=limited(300))
        assert found.startswith("/cases/a/image: declares 1440000000000 bytes, the file stores only "), found


def test_what_we_write_is_as_documented(tmp_path):
    affine = np.diag([-1.5, -1.5, 8, 1])
    nibabel.save(nibabel.Nifti1Image(np.arange(24 * 20 * 3, dtype="i2").reshape(24, 20, 3), affine), tmp_path / "i.nii")
    nibabel.save(nibabel.Nifti1Image((np.arange(1440) % 4).astype("u1").reshape(24, 20, 3), affine), tmp_path / "l.nii")
    result = run("preprocess", tmp_path / "i.nii", "--label", tmp_path / "l.nii", "-o", tmp_path / "s.h5")
    assert result.returncode == 0, result.stderr
    with h5py.File(tmp_path / "s.h5") as study:
        assert dict(study.attrs) == {"format": "coopseg-study", "version": 1}
        assert list(study) == ["cases"] and list(study["cases"]) == ["i"]
        case = study["cases/i"]
        assert set(case) == {"image", "label", "native", "provenance"}
        texts = {"patient", "phase", "site", "vendor", "preprocessing"}
        assert set(case.attrs) == texts | {"spacing", "origin", "direction"}
        assert all(isinstance(case.attrs[name], str) for name in texts)
        shapes = {name: case.attrs[name].shape for name in ("spacing", "origin", "direction")}
        assert shapes == {"spacing": (3,), "origin": (3,), "direction": (9,)}
        for name, dtype in ("image", "f4"), ("label", "u1"):
            data = case[name]
            assert data.dtype == dtype and data.shape == (3, 22, 26) and data.chunks == (1, 22, 26)
            assert data.compression == "gzip" and data.shuffle
        assert dict(case["label"].attrs) == {"names": NAMES} and not case["image"].attrs
        native = case["native"].attrs
        assert set(native) == {
            *("size", "spacing", "origin", "direction", "qform_code", "sform_code", "qform", "sform")
        }
        assert list(native["size"]) == [24, 20, 3] and native["sform"].shape == (16,)
        np.testing.assert_array_equal(native["sform"].reshape(4, 4), affine)
        assert case["provenance"].shape == () and h5py.check_string_dtype(case["provenance"].dtype)
        (step,) = json.loads(case["provenance"][()])
        assert (step["tool"], set(step)) == ("preprocess", {"tool", "version", "options", "digests"})


def damage(data, source):
    """A copy that ends early, or with a few bytes changed, often to extremes."""
    if source.random() < 0.25:
        return data[: source.randrange(len(data))]
    damaged = bytearray(data)
    for _ in range(source.choice([1, 1, 2, 4, 16])):
        place = source.randrange(len(data))
        damaged[place] = source.choice([0, 255, source.randrange(256), damaged[place] ^ 1 << source.randrange(8)])
    return bytes(damaged)


@pytest.mark.parametrize("writer", ["h5py", "coopseg"])
def test_damaged_files_are_taken_or_refused_but_never_crash(tmp_path, writer):
    path, output = tmp_path / "s.h5", tmp_path / "out.h5"
    write(path, {"image": image().astype("f4"), "label": label().astype("u1")}, chunks=(1, 10, 12), compression="gzip")
    if writer == "coopseg":
        through(path)
        output.rename(path)
    data = path.read_bytes()
    source = random.Random(20)
    refused = 0
    for number in range(150):
        damaged = damage(data, source)
        result = run(
            *(CORRUPT[0], "-", *CORRUPT[1:], "-o", output, "-q"),
            input=damaged,
            timeout=20,
            preexec_fn=limited(300),
        )
        said = result.stderr.decode(errors="replace")
        if result.returncode == 0 and said == "":
            output.unlink()
            continue
        assert result.returncode == 1 and said.count("\n") == 1 and not output.exists(), (number, result)
        assert "memory" not in said, (number, said)
        refused += 1
    assert refused > 50
