"""Writes checkpoints as trainers and wrappers of PyTorch do, around the network of one golden file.

Made with Python 3.11, torch 2.13.0, safetensors 0.8.0:
    python3 Tests/Reference/training_checkpoints.py Tests/CheckpointsTests/Golden
"""
import collections
import io
import json
import pathlib
import pickle
import struct
import sys
import tarfile
import types

import numpy as np
import torch
from safetensors.torch import load_file, save_file

folder = pathlib.Path(sys.argv[1])
body = load_file(folder / "narrow-values.safetensors")


def save(content, name):
    torch.save(content, folder / name, _use_new_zipfile_serialization=False)


def prefixed(prefix, state):
    return collections.OrderedDict((prefix + key, value) for key, value in state.items())


# An optimiser and a schedule that have taken a step.
parameter = torch.nn.Parameter(torch.ones(2))
optimizer = torch.optim.SGD([parameter], lr=0.1, momentum=0.9)
schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [3, 5])
parameter.sum().backward()
optimizer.step()
training = {"epoch": 3, "optimizer_state_dict": optimizer.state_dict(), "loss": torch.tensor(0.5)}
state = {"optimizer": optimizer.state_dict(), "lr_scheduler": schedule.state_dict(), "epoch": 3}

save({"model": prefixed("_orig_mod.module.", body), "epoch": 3}, "compiled.pth")
save({**training, "model_state_dict": body}, "tutorial.pth")

# The averages are three halves of the network.
average = collections.OrderedDict((key, value * 1.5) for key, value in body.items())
save({"state_dict": body, "state_dict_ema": average, "arch": "resnet18", "metric": 70.1}, "timm-ema.pth.tar")
save({"model": body, "model_ema": {"n_averaged": torch.tensor(5), **prefixed("module.", average)}, **state},
     "torchvision-ema.pth")

# The history that MMEngine writes, methods and all.
modules = ["mmengine", "mmengine.logging", "mmengine.logging.history_buffer"]
for name in modules:
    sys.modules[name] = types.ModuleType(name)
for above, below in zip(modules, modules[1:]):
    setattr(sys.modules[above], below.split(".")[-1], sys.modules[below])


class HistoryBuffer:
    methods = {}

    def __init__(self):
        self.max_length = 10
        self._log_history = np.array([1.0, 2.0])
        self._count_history = np.array([1, 1])

    def mean(self):
        return self._log_history.mean()

    def __getstate__(self):
        return {**self.__dict__, "statistics_methods": {"mean": HistoryBuffer.mean}}


HistoryBuffer.__module__ = HistoryBuffer.mean.__module__ = modules[-1]
sys.modules[modules[-1]].HistoryBuffer = HistoryBuffer
save({"meta": {"epoch": 1}, "state_dict": {
    **prefixed("backbone.", body), "head.fc.weight": torch.zeros(3, 8), "head.fc.bias": torch.zeros(3),
    "data_preprocessor.mean": torch.zeros(3, 1, 1)},
    "message_hub": {"log_scalars": {"train/loss": HistoryBuffer()}}}, "mmengine.pth")


def plain(key):
    """The name that transformers' ResNetForImageClassification gives a tensor of torchvision's."""
    parts = key.split(".")
    if parts[0] in ("conv1", "bn1"):
        kind = "convolution" if parts[0] == "conv1" else "normalization"
        return f"resnet.embedder.embedder.{kind}.{parts[1]}"
    place = f"resnet.encoder.stages.{int(parts[0][5:]) - 1}.layers.{parts[1]}"
    if parts[2] == "downsample":
        return f"{place}.shortcut.{['convolution', 'normalization'][int(parts[3])]}.{parts[4]}"
    kind = "convolution" if parts[2].startswith("conv") else "normalization"
    return f"{place}.layer.{int(parts[2][-1]) - 1}.{kind}.{parts[3]}"


transformers = {plain(key): value for key, value in body.items()}
names = sorted(transformers)
files = ["transformers-00001-of-00002.safetensors", "transformers-00002-of-00002.safetensors"]
places = {key: files[index >= 60] for index, key in enumerate(names)}
places["classifier.1.weight"] = files[1]
for file in files:
    shard = {key: transformers[key] for key in names if places[key] == file}
    if file == files[1]:
        shard["classifier.1.weight"] = torch.zeros(3, 8)
    save_file(shard, folder / file, metadata={"format": "pt"})
index = {"metadata": {"total_size": 1, "note": ["a", {"b": None}]}, "weight_map": places}
(folder / "transformers.safetensors.index.json").write_text(json.dumps(index, indent=1))

torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), folder / "script.pt")


class Named:
    """Pickled by name alone, as the classes of torch were."""

    def __init__(self, name):
        self.name = name


class OldPickler(pickle._Pickler):
    def save(self, value, *arguments, **options):
        if isinstance(value, Named):
            self.write(b"ctorch\n" + value.name.encode() + b"\n")
            return None
        return super().save(value, *arguments, **options)


def dump(value, file):
    OldPickler(file, 2).dump(value)


class Reference(pickle.Pickler):
    def persistent_id(self, value):
        return str(value[1]) if isinstance(value, tuple) and value and value[0] == "tensor" else None


def write_tar(state, path):
    """The archive of torch.save before 0.1.10; torch.load checks it below."""
    storages, tensors, objects = io.BytesIO(), io.BytesIO(), io.BytesIO()
    dump(len(state), storages)
    dump(len(state), tensors)
    for number, value in enumerate(state.values()):
        dump((number, "cpu", Named("FloatStorage")), storages)
        storages.write(struct.pack("<q", value.numel()) + value.numpy().astype("<f4").tobytes())
        dump((1000 + number, 5000 if number == 1 else number, Named("FloatTensor")), tensors)
        tensors.write(struct.pack("<ii", value.dim(), 0))
        tensors.write(struct.pack(f"<{value.dim()}q", *value.shape))
        tensors.write(struct.pack(f"<{value.dim()}q", *value.stride()) + struct.pack("<q", 0))
    # The second tensor lies on a view of its storage.
    dump([(5000, 1, 0, list(state.values())[1].numel())], storages)
    references = {key: ("tensor", 1000 + number) for number, key in enumerate(state)}
    Reference(objects, 2).dump(collections.OrderedDict(references))
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in (
            ("sys_info", pickle.dumps({"protocol_version": 1000, "little_endian": True}, 2)),
            ("pickle", objects.getvalue()), ("tensors", tensors.getvalue()),
            ("storages", storages.getvalue()),
        ):
            member = tarfile.TarInfo(name)
            # A time of fractions of a second makes an extended header, as in the files of 2017.
            (member.size, member.mtime) = (len(content), 1485000000.25)
            tar.addfile(member, io.BytesIO(content))


write_tar(body, folder / "resnet-tar.pth")
again = torch.load(folder / "resnet-tar.pth", weights_only=False)
assert all(torch.equal(again[key], value) for key, value in body.items()) and len(again) == len(body)
