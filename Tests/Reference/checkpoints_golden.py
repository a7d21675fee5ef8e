"""Writes the PyTorch files that CheckpointsTests reads, and one safetensors file of their values.

Made with Python 3.11, torch 2.13.0, torchvision 0.29.2, numpy 2.4.6, safetensors 0.8.0:
    python3 Tests/Reference/checkpoints_golden.py Tests/CheckpointsTests/Golden
"""
import argparse
import collections
import pathlib
import sys

import numpy as np
import torch
import torchvision
from safetensors.torch import save_file

folder = pathlib.Path(sys.argv[1])
torch.manual_seed(20)


def zipped(content, name):
    torch.save(content, folder / f"{name}.pth")


def legacy(content, name):
    torch.save(content, folder / f"{name}.pth.tar", _use_new_zipfile_serialization=False)


class Narrow(torchvision.models.ResNet):
    """A ResNet whose first stage has `width` channels, with torchvision's names."""

    def __init__(self, block, layers, width=1):
        super().__init__(block, layers, num_classes=3)
        # Every length is a multiple of the paper's 64 but the colours, the kernels, the classes.
        for module in self.modules():
            for table in (module._parameters, module._buffers):
                for key, tensor in table.items():
                    if tensor is None or tensor.dim() == 0:
                        continue
                    shape = [n * width // 64 if n >= 64 else n for n in tensor.shape]
                    value = torch.randn(shape) * 0.5 + 0.25
                    if key == "running_var":
                        value = value.abs()
                    table[key] = torch.nn.Parameter(value) if table is module._parameters else value


def resnet18(width=1):
    return Narrow(torchvision.models.resnet.BasicBlock, [2, 2, 2, 2], width)


def prefixed(prefix, state):
    return collections.OrderedDict((prefix + key, value) for key, value in state.items())


backbone = resnet18().state_dict()
body = collections.OrderedDict((k, v) for k, v in backbone.items() if not k.startswith("fc."))
other = resnet18().state_dict()
# What every family must give.
save_file(
    {k: v.contiguous() for k, v in body.items() if not k.endswith("num_batches_tracked")},
    folder / "narrow-values.safetensors",
)

# Element types, views and ties, with their values beside them.
base = torch.arange(24, dtype=torch.float32) / 8 - 1
tied = torch.tensor([1.5, -2.5, 3.25])
tensors = collections.OrderedDict(
    float32=base.reshape(2, 3, 4),
    half=torch.tensor([1, -2.5, 65504, 2.0**-24], dtype=torch.float16),
    bfloat16=torch.tensor([1, -2.5, 2.0**100, 2.0**-120], dtype=torch.bfloat16),
    double=torch.tensor([0.1, -1e30, 2.0**-140], dtype=torch.float64),
    transposed=base.reshape(4, 6).t(),
    slice=base[3:21:3],
    channels_last=base.reshape(1, 2, 3, 4).to(memory_format=torch.channels_last),
    scalar=torch.tensor(0.07),
    empty=torch.zeros(0, 4),
    tied=tied,
    tied_again=tied,
    parameter=torch.nn.Parameter(torch.tensor([[4.5]])),
)
integers = collections.OrderedDict(
    bool=torch.tensor([True, False]),
    int64=torch.tensor(9000),
    int32=torch.tensor([1], dtype=torch.int32),
    int16=torch.tensor([1], dtype=torch.int16),
    int8=torch.tensor([-1], dtype=torch.int8),
    uint8=torch.tensor([255], dtype=torch.uint8),
)
save_file(
    {k: v.detach().to(torch.float32).clone().contiguous() for k, v in tensors.items()},
    folder / "types-values.safetensors",
)
for save in (zipped, legacy):
    save(collections.OrderedDict(**tensors, **integers), "types")

# One network as ten projects store it. Those of many tensors beside it are legacy, which is smaller.
epoch = {"epoch": 200, "arch": "resnet18"}
optimizer = {"state": {0: {"momentum_buffer": torch.zeros(2)}}, "param_groups": [{"lr": 0.03}]}
head = {"fc.0.weight": torch.ones(2, 2), "fc.0.bias": torch.ones(2), "fc.2.weight": torch.ones(2, 2)}

zipped(backbone, "torchvision")
legacy({**epoch, "state_dict": prefixed("module.", backbone), "best_acc1": torch.tensor(70.0),
        "optimizer": optimizer}, "imagenet-training")
zipped(collections.OrderedDict((k, v.half()) for k, v in backbone.items()), "half")
legacy(
    {**epoch, "optimizer": optimizer, "state_dict": {
        **prefixed("module.encoder_q.", {**body, **head}),
        **prefixed("module.encoder_k.", {"conv1.weight": other["conv1.weight"], **head}),
        "module.queue": torch.ones(4, 8), "module.queue_ptr": torch.tensor([64])}},
    "moco")
zipped({"state_dict": {**prefixed("module.base_encoder.", {**body, **head}),
                       **prefixed("module.momentum_encoder.", head),
                       **prefixed("module.predictor.", head)}}, "moco-v3")
legacy({**prefixed("module.", body), "module.projection_head.0.weight": torch.ones(2, 2),
        "module.prototypes.weight": torch.ones(3, 2)}, "swav")
legacy({"epoch": 1, "optimizer": optimizer,
        "model": {**prefixed("module.backbone.", body),
                  "module.projector.0.weight": torch.ones(2, 2),
                  "module.bn.running_mean": torch.ones(2),
                  "module.bn.num_batches_tracked": torch.tensor(3)}}, "barlow-twins")
dino_head = {"head.mlp.0.weight": torch.ones(2, 2), "head.last_layer.weight_g": torch.ones(3, 1)}
legacy({"student": prefixed("module.", {"backbone.conv1.weight": other["conv1.weight"], **dino_head}),
        "teacher": {**prefixed("backbone.", body), **dino_head}, "optimizer": optimizer, "epoch": 800,
        "args": argparse.Namespace(arch="resnet18", output_dir=pathlib.PurePosixPath("runs")),
        "dino_loss": {"center": torch.zeros(1, 3)}, "fp16_scaler": {"scale": 65536.0}}, "dino")
legacy({**epoch, "state_dict": {**prefixed("module.encoder.", {**body, **head}),
                                **prefixed("module.predictor.", {"0.weight": torch.ones(2, 2)})},
        "optimizer": optimizer}, "simsiam")
legacy({"phase_idx": 9, "loss": {}, "type": "checkpoint", "classy_state_dict": {
    "base_model": {"model": {"trunk": prefixed("_feature_blocks.", body),
                             "heads": {"0.clf.0.weight": torch.ones(2, 2)}},
                   "meta": {"trunk": {}, "heads": {}}},
    "loss": {"center": torch.ones(2)}, "optimizer": optimizer, "hooks": {}}}, "vissl")
legacy({"meta": {"mmcv_version": "1.3.0", "time": "today"}, "state_dict": {
    **prefixed("encoder_q.0.", body), "encoder_q.1.mlp.0.weight": torch.ones(2, 2),
    "encoder_k.0.conv1.weight": other["conv1.weight"], "queue": torch.ones(2, 2),
    "queue_ptr": torch.zeros(1)}}, "mmselfsup")

places = {"conv1": 0, "bn1": 1, "layer1": 4, "layer2": 5, "layer3": 6, "layer4": 7}


def positional(state):
    return collections.OrderedDict(
        (f"features.{places[k.split('.')[0]]}.{k.split('.', 1)[1]}", v) for k, v in state.items())


whitening = {
    scale: {"m": np.arange(8, dtype=np.float64)[:, None] / 4 + shift,
            "P": np.asfortranarray(np.arange(64, dtype=np.float64).reshape(8, 8) / 8 - shift)}
    for scale, shift in (("ss", 0), ("ms", 1))}
cirtorch = {**positional(body), "pool.p": torch.tensor([2.9252]),
            "whiten.weight": torch.arange(64.0).reshape(8, 8), "whiten.bias": torch.arange(8.0)}
meta = {"architecture": "resnet18", "mean": [0.485, 0.456, 0.406], "outputdim": 8,
        "Lw": {"retrieval-SfM-120k": whitening}}
legacy({"meta": meta, "state_dict": cirtorch}, "cirtorch")
zipped({"epoch": 30, "meta": meta, "state_dict": cirtorch, "min_loss": np.float64(0.25),
        "optimizer": optimizer}, "cirtorch-training")
legacy({"model_options": {"arch": "resnet18_rmac", "out_dim": 8, "pooling": "gem", "gemp": 3},
        "state_dict": prefixed("module.", {
            **body, "adpool.p": torch.tensor([2.75]), "fc.weight": torch.arange(64.0).reshape(8, 8),
            "fc.bias": torch.arange(8.0)})}, "dirtorch")
