"""import-checkpoint refuses what is no state dict of the published networks; nothing in a file is ever run."""

import io
import itertools
import os
import pickle
import pickletools
import random
import struct
import subprocess
import zipfile

import pytest
import torch
from checkpoint_files import import_checkpoint, rewrite, save
from published_network import make_networks

from coopseg.checkpoint import isolated


class Refusal:
    """A folder with a good checkpoint, in which shape_encoder.pth gets damaged."""

    def __init__(self, folder):
        self.output = folder / "x.h5"
        self.folder = save(make_networks(), folder / "checkpoints")
        self.path = self.folder / "shape_encoder.pth"
        self.good = self.path.read_bytes()

    def message(self):
        result = import_checkpoint(self.folder, "-o", self.output)
        assert result.returncode == 1 and not self.output.exists(), result
        head = f"import-checkpoint: {self.path}: "
        assert result.stderr.startswith(head) and result.stderr.count("\n") == 1, result.stderr
        return result.stderr[len(head) : -1]

    def of_state(self, change, **options):
        self.path.write_bytes(self.good)
        state = torch.load(self.path)
        torch.save(change(state) or state, self.path, **options)
        return self.message()

    def of_records(self, edit):
        self.path.write_bytes(self.good)
        rewrite(self.path, edit)
        return self.message()

    def of_pickle(self, data):
        return self.of_records(lambda name, old: data if name == "data.pkl" else old)

    def of_bytes(self, data):
        self.path.write_bytes(data)
        return self.message()


@pytest.fixture
def refusal(tmp_path):
    return Refusal(tmp_path)


def test_other_networks_are_refused_by_key_and_shape(refusal):
    assert refusal.of_state(lambda state: state.__delitem__("inc.1.running_var")) == "inc.1.running_var: missing"
    assert (
        refusal.of_state(lambda state: {"net." + key: tensor for key, tensor in state.items()})
        == "down1.conv.0.bias: missing"
    )
    assert refusal.of_state(lambda state: state.update(more=torch.ones(1))) == "more: not part of this network"
    assert (
        refusal.of_state(lambda state: state.update({"inc.0.bias": torch.ones(3)}))
        == "inc.0.bias: shape [3] found, [2] expected"
    )
    assert refusal.of_state(lambda state: [1, 2]) == "is no state dict"
    assert refusal.of_state(lambda state: state.update(epoch=3)) == "epoch: is no tensor"
    other = make_networks(classes=3)
    torch.save(other["shape_encoder"].state_dict(), refusal.path)
    assert refusal.message() == "inc.0.weight: shape [2, 3, 3, 3] found, [2, 4, 3, 3] expected"
    refusal.path.unlink()
    assert refusal.message() == "No such file or directory"


def test_numbers_that_are_no_weights_are_refused(refusal):
    def with_value(key, value):
        return refusal.of_state(lambda state: state[key].view(-1)[0].fill_(value) is None)

    finite = "NaN or infinity found, finite numbers expected"
    assert with_value("inc.0.weight", float("nan")) == f"inc.0.weight: {finite}"
    assert with_value("down4.conv.3.bias", float("-inf")) == f"down4.conv.3.bias: {finite}"
    assert with_value("inc.1.running_var", -1) == "inc.1.running_var: a negative variance found"
    third = torch.full((2,), 1 / 3, dtype=torch.float64)
    assert refusal.of_state(lambda state: state.update({"inc.0.bias": third})).startswith(
        "inc.0.bias: Double numbers found that Float cannot hold"
    )
    whole = torch.tensor([1, 2])
    assert (
        refusal.of_state(lambda state: state.update({"inc.0.bias": whole})) == "inc.0.bias: Long found, Float expected"
    )
    for other in whole.int(), whole > 1, whole * 1j, (whole * 1.0).to_sparse(), whole.float().to("meta"):
        message = refusal.of_state(lambda state, other=other: state.update({"inc.0.bias": other}))
        assert message.startswith("inc.0.bias: ")
    count = torch.tensor(-1)
    assert refusal.of_state(lambda state: state.update({"inc.1.num_batches_tracked": count})) == (
        "inc.1.num_batches_tracked: a negative count found"
    )


class Runs:
    """Pickled, it runs a command where a careless program loads it."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


def test_code_in_a_pickle_is_never_run(refusal, tmp_path):
    mark = tmp_path / "mark"
    command = f"touch {mark}"
    hostile = {
        "posix.system": Runs(os.system, command),
        "eval": Runs(eval, f"open({str(mark)!r}, 'w')"),
        "exec": {"inc.0.bias": Runs(exec, f"open({str(mark)!r}, 'w')")},
        "subprocess.Popen": [Runs(subprocess.Popen, ["touch", str(mark)])],
        "getattr": Runs(getattr, Runs(getattr, [], "append"), "__call__"),
    }
    for name, value in hostile.items():
        data = pickle.dumps(value, 2, fix_imports=False)
        assert refusal.of_pickle(data) == f"asks for '{name}', which is no part of a state dict; nothing was run"
        assert refusal.of_bytes(data) == "a bare pickle found, a checkpoint of torch.save expected"
    assert refusal.of_pickle(b"\x80\x02cposix\x1b[31m\nsystem\n(S'x'\ntR.").startswith(
        "asks for 'posix?[31m.system', which"
    )
    assert refusal.of_pickle(b"\x80\x02cposix\nsys\xfftem\n(S'x'\ntR.").startswith("cannot be loaded: Unicode")
    name, argument = (b"X" + struct.pack("<I", len(text)) + text.encode() for text in ("posix", command))
    by_stack = name + b"X\x06\x00\x00\x00system\x93" + argument + b"\x85R."
    assert refusal.of_pickle(b"\x80\x02" + by_stack).startswith("cannot be loaded: Unpickl")
    assert not mark.exists()
    pickle.loads(pickle.dumps(hostile["posix.system"], 2))
    assert mark.exists(), "the test itself would not notice"


def split_legacy(data):
    """The five pickles of a file of PyTorch before 1.6, and the storages behind them."""
    file = io.BytesIO(data)
    ends = [0]
    for _ in range(5):
        list(pickletools.genops(file))
        ends.append(file.tell())
    return [data[start:end] for start, end in itertools.pairwise(ends)], data[ends[-1] :]


def test_damaged_and_hostile_files_of_older_pytorch(refusal, tmp_path):
    save(make_networks(), tmp_path / "legacy", _use_new_zipfile_serialization=False)
    good = (tmp_path / "legacy/shape_encoder.pth").read_bytes()
    pickles, storages = split_legacy(good)
    for place in range(1, 5):
        changed = [*pickles]
        changed[place] = pickle.dumps(Runs(os.system, f"touch {tmp_path}/mark"), 2)
        assert refusal.of_bytes(b"".join(changed) + storages).endswith(
            "asks for 'posix.system', which is no part of a state dict; nothing was run"
        )
    assert not (tmp_path / "mark").exists()
    number = b"K\x48Nt"
    claim = good.replace(number, b"J\xff\xff\xff\x7fNt", 1)
    assert "can't allocate memory" in refusal.of_bytes(claim)
    assert refusal.of_bytes(good.replace(number, b"K\x49Nt", 1)).startswith("cannot be loaded: RuntimeError: ")
    assert refusal.of_bytes(good[:-40]).startswith("cannot be loaded: RuntimeError: ")
    keys = pickle.loads(pickles[4])
    for kept in keys[:-1], []:
        fewer = b"".join(pickles[:4]) + pickle.dumps(kept, 2) + storages
        assert refusal.of_bytes(fewer).endswith((": NaN or infinity found, finite numbers expected", " count found"))


def test_bombs_are_refused(refusal, monkeypatch):
    monkeypatch.setattr(isolated, "SECONDS", 2)  # the sooner it ends
    circle = b"\x80\x02]q\x00h\x00ah\x00a."
    growing = b"\x80\x02]q\x00" + 200 * (b"(" + 10 * b"h\x00" + b"tq\x00") + b"."
    assert refusal.of_pickle(circle) == "is no state dict"
    assert refusal.of_pickle(growing) == "is no state dict"
    as_key = growing.replace(b"]q", b")q", 1).replace(b"q\x00.", b"q\x00}h\x00Ns.")  # its hash takes 10^200 steps
    assert refusal.of_pickle(as_key) == "is damaged: the process that read it ended"
    assert refusal.of_pickle(b"\x80\x02" + b"N" * (5 << 20) + b".") == "is no state dict"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("shape_encoder/data.pkl", bytes(200 << 20))
    assert refusal.of_bytes(packed.getvalue()) == "data.pkl: claims more bytes than the file has"
    huge = torch.zeros(1).expand(30000, 30000)
    assert refusal.of_state(lambda state: state.update({"inc.0.weight": huge})) == (
        "inc.0.weight: shape [30000, 30000] found, [2, 4, 3, 3] expected"
    )


def test_other_formats_get_a_way_out(refusal):
    torch.jit.save(torch.jit.trace(torch.nn.Linear(2, 2), torch.ones(1, 2)), refusal.path)
    assert refusal.message().startswith("a TorchScript archive found, a state dict expected: save one in Python")
    assert refusal.of_bytes(b"") == "no checkpoint of torch.save: a zip archive is expected"
    assert refusal.of_bytes(b"\x89HDF") == "no checkpoint of torch.save: a zip archive is expected"
    assert refusal.of_bytes(refusal.good[:-40]) == "a damaged zip archive found: cut short or changed"
    assert refusal.of_state(lambda state: None, pickle_protocol=4).startswith("cannot be loaded: Unpickl")
    swapped = refusal.of_records(lambda name, data: b"big" if name == "byteorder" else data)
    assert swapped == "byteorder: is not 'little'"


def test_damaged_records_are_named(refusal):
    missing = refusal.of_records(lambda name, data: None if name == "data/0" else data)
    assert "data/0: file not found" in missing
    shorter = refusal.of_records(lambda name, data: data[:-4] if name == "data/0" else data)
    assert "record size (284 bytes) does not match expected size (288 bytes" in shorter
    for count in b"J\xff\xff\xff\x7ft", b"K\x49t":

        def longer(name, data, count=count):
            return data.replace(b"K\x48t", count, 1) if name == "data.pkl" else data

        assert "record size (288 bytes) does not match expected size" in refusal.of_records(longer)
    assert refusal.of_records(lambda name, data: None if name == "data.pkl" else data) == (
        "a zip archive without data.pkl found, a checkpoint expected"
    )
    numbers = make_networks()["shape_encoder"].state_dict()["inc.0.weight"].numpy().tobytes()
    changed = bytearray(refusal.good)
    changed[refusal.good.index(numbers)] ^= 1
    assert refusal.of_bytes(bytes(changed)) == "data/0: is damaged (checksum or length)"
    sizes = struct.pack("<BBBBBBBB", *b"K\x02K\x04K\x03K\x03")
    strides = b"(K\x24K\x09K\x03K\x01t"

    def longer_strides(name, data):
        return data.replace(strides, strides.replace(b"\x24", b"\x25"), 1) if name == "data.pkl" else data

    def by_memo(name, data):
        head, end, rest = data.partition(b"K\x48tq")
        return head + end + rest[:1] + b"h" + rest if end and name == "data.pkl" else data

    assert refusal.of_records(by_memo).startswith("cannot be loaded: AttributeError: ")
    assert sizes in zipfile.ZipFile(io.BytesIO(refusal.good)).read("shape_encoder/data.pkl")
    assert refusal.of_records(longer_strides).startswith("cannot be loaded: RuntimeError: ")


def test_random_damage_never_crashes(refusal):
    source = random.Random(8)
    outcomes = set()
    for _ in range(8):
        data = bytearray(refusal.good)
        if source.random() < 0.25:
            del data[source.randrange(len(data)) :]
        for _ in range(source.choice([1, 2, 16]) if data else 0):
            data[source.randrange(len(data))] = source.randrange(256)
        refusal.path.write_bytes(data)
        result = import_checkpoint(refusal.folder, "-o", refusal.output, "--force", "-q")
        outcomes.add(result.returncode)
        assert result.returncode in (0, 1) and result.stderr.count("\n") == result.returncode, result
    assert 1 in outcomes
