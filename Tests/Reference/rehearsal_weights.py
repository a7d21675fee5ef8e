"""Writes ResNet-50 checkpoints as their projects publish them, conditioned like trained ones.

    python3 rehearsal_weights.py WEIGHTS --images DATA/roxford5k/jpg [--seed 0] [--starts]

writes, under the file names that Experiments/models/ asks for,

  - resnet50-classifier.json's file: torchvision's classifier, PyTorch's legacy format;
  - resnet50-moco-v2.json's file: MoCo v2's training state, PyTorch's zip format, with both encoders
    under `module.`, the projection heads, the queue and the optimizer's momentum.

The weights are drawn (He et al. 2015), the scales and shifts of normalisation are spread, the running
statistics are those of the given photographs, and the last block's shifts make most features zero, as
they are in trained networks; so descriptors of different photographs differ clearly.

With --starts, for training, the files of resnet50-swav.json (SwAV's network under `module.` with its
projection head and prototypes) and resnet50-dino.json (the network alone) are written too, and all four
networks have blocks whose last scales are small: the gradients of a drawn network that has large ones
grow from block to block, so that rounding would decide where a step goes.
Needs torch, torchvision and Pillow. Written with Python 3.11, torch 2.15.
"""

import argparse
import json
import pathlib

import torch
import torchvision
from PIL import Image
from torch import nn

MODELS = pathlib.Path(__file__).resolve().parents[2] / "Experiments" / "models"
SIDE = 320
SAMPLE = 24


def file_name(model):
    """Returns the name of the file that a model's recipe asks for."""
    return json.loads((MODELS / f"{model}.json").read_text())["initialWeights"]["file"]


def sample(folder):
    """Returns some photographs, (image, 3, height, width), normalised as networks are fed."""
    paths = sorted(folder.glob("*.jpg"))
    chosen = paths[:: max(1, len(paths) // SAMPLE)][:SAMPLE]
    prepare = torchvision.transforms.Compose([
        torchvision.transforms.Resize((SIDE, SIDE)),
        torchvision.transforms.ToTensor(),
        torchvision.transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    ])
    return torch.stack([prepare(Image.open(path).convert("RGB")) for path in chosen])


def conditioned(images, seed, last=(0.5, 1.2)):
    """Returns a ResNet-50 whose running statistics are those of the images.

    `last` holds the least and the largest scale of the last normalisation of a block.
    """
    torch.manual_seed(seed)
    network = torchvision.models.resnet50(weights=None)
    norms = [pair for pair in network.named_modules() if isinstance(pair[1], nn.BatchNorm2d)]
    for name, norm in norms:
        nn.init.uniform_(norm.weight, *(last if name.endswith("bn3") else (0.5, 1.2)))
        nn.init.normal_(norm.bias, 0.0, 0.2)
        norm.momentum = None
    for block in network.layer4:
        nn.init.normal_(block.bn3.bias, -0.8, 0.3)
    network.train()
    with torch.no_grad():
        network(images)
    return network.eval()


class MoCo(nn.Module):
    """The training state of MoCo v2 (He et al. 2020; Chen et al. 2020), by its parameters' names."""

    def __init__(self, encoder, queue_size=65_536, dimension=128):
        super().__init__()
        width = encoder.fc.in_features
        encoder.fc = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, dimension))
        self.encoder_q = encoder
        self.encoder_k = torchvision.models.resnet50(weights=None)
        self.encoder_k.fc = nn.Sequential(
            nn.Linear(width, width), nn.ReLU(), nn.Linear(width, dimension))
        self.register_buffer(
            "queue", nn.functional.normalize(torch.randn(dimension, queue_size), dim=0))
        self.register_buffer("queue_ptr", torch.zeros(1, dtype=torch.long))


def moco_checkpoint(encoder):
    """Returns the dictionary that MoCo's training script saves."""
    model = nn.Module()
    model.module = MoCo(encoder)
    optimizer = torch.optim.SGD(
        model.module.encoder_q.parameters(), lr=0.0, momentum=0.9, weight_decay=1e-4)
    for parameter in model.module.encoder_q.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    return {
        "epoch": 800,
        "arch": "resnet50",
        "state_dict": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }


def body(network):
    """Returns the tensors of a network without its classifier."""
    return {name: value for name, value in network.state_dict().items() if not name.startswith("fc.")}


def swav_checkpoint(network):
    """Returns the dictionary that SwAV publishes: one process's network, its heads beside it."""
    width = network.fc.in_features
    heads = {
        "projection_head.0.weight": torch.randn(2048, width) / 64,
        "projection_head.0.bias": torch.zeros(2048),
        "projection_head.3.weight": torch.randn(128, 2048) / 64,
        "projection_head.3.bias": torch.zeros(128),
        "prototypes.weight": torch.randn(3000, 128) / 64,
    }
    return {f"module.{name}": value for name, value in (body(network) | heads).items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weights", type=pathlib.Path)
    parser.add_argument("--images", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--starts", action="store_true", help="write what training starts from")
    options = parser.parse_args()
    options.weights.mkdir(parents=True, exist_ok=True)
    images = sample(options.images)
    last = (0.05, 0.2) if options.starts else (0.5, 1.2)
    classifier = conditioned(images, 2 * options.seed, last)
    torch.save(
        classifier.state_dict(), options.weights / file_name("resnet50-classifier"),
        _use_new_zipfile_serialization=False)
    encoder = conditioned(images, 2 * options.seed + 1, last)
    if options.starts:
        # Only the layout is another: the networks are those of the other two.
        torch.save(swav_checkpoint(classifier), options.weights / file_name("resnet50-swav"))
        torch.save(body(encoder), options.weights / file_name("resnet50-dino"))
    torch.save(moco_checkpoint(encoder), options.weights / file_name("resnet50-moco-v2"))
    for path in sorted(options.weights.iterdir()):
        print(f"{path}: {path.stat().st_size / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
