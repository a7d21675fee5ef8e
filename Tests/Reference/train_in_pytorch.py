"""Trains a recipe of the experiments in PyTorch, and scores it on sets with a revisited ground truth.

    python3 train_in_pytorch.py MODEL [--spec Experiments/table1.json] [--seed 0]
        [--data Data] [--iir .build/release/iir] [--threads N] [SET ...]

An independent check of whole trainings. The settings are those that `iir plan SPEC --json` states for
MODEL; the pictures are those in DATA, so the sets have to be there. Everything else is done here, by
PyTorch and torchvision: decoding, augmentation, the network and its initial weights, the objective
(`objectives_in_pytorch.py`), AdamW and its schedule, the description of images by GeM pooling at one
scale of the size that the spec states, the search, and average precision. Draws differ from those of the package, so results agree as two
seeds do, not to the last digit.

Prints the loss now and then, and mAP Easy, Medium and Hard of each SET (mini-oxford and mini-paris
unless given) in percent, without whitening. What is not done here is refused: a recipe that starts from
another one, passes of a part of a batch, accumulated batches, normalisation by running statistics, views
of several sizes, and optimisers other than AdamW.

`check_trainings.py` does this for every objective and several seeds, and compares.

Needs torch, torchvision, numpy and Pillow. Written with Python 3.11.
"""

import argparse
import csv
import json
import math
import pathlib
import pickle
import subprocess
import sys

import numpy
import torch
from PIL import Image
from torch import nn
from torch.nn import functional
from torchvision.transforms import v2

from objectives_in_pytorch import objective

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
DEVIATION = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)


class Block(nn.Module):
    """Two convolutions of 3×3 and a way past them (He et al. 2016, figure 2)."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, values):
        past = values if self.downsample is None else self.downsample(values)
        inner = functional.relu(self.bn1(self.conv1(values)))
        return functional.relu(self.bn2(self.conv2(inner)) + past)


class ResNet18(nn.Module):
    """The features of a ResNet-18 with any number of channels in its first stage."""

    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.channels = 8 * width
        stages, inputs = [], width
        for stage in range(4):
            outputs = width << stage
            for block in range(2):
                stages.append(Block(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
                inputs = outputs
        self.stages = nn.Sequential(*stages)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, images):
        values = functional.relu(self.bn1(self.conv1(images)))
        return self.stages(functional.max_pool2d(values, 3, 2, 1))


def augmentation(settings):
    """torchvision's transforms for the settings of a recipe."""
    side = settings["outputSize"]
    kernel = settings.get("blurKernel") or 2 * max(1, side // 20) + 1
    jitter = v2.ColorJitter(
        settings["brightness"], settings["contrast"], settings["saturation"], settings["hue"])
    colours = [v2.RandomApply([jitter], settings["jitter"]), v2.RandomGrayscale(settings["grey"])]
    if settings.get("greyBeforeJitter"):
        colours.reverse()
    return v2.Compose([
        v2.RandomResizedCrop(
            side, scale=settings["cropArea"], ratio=settings["aspectRatio"], antialias=True),
        v2.RandomHorizontalFlip(settings["flip"]),
        *colours,
        v2.RandomApply([v2.GaussianBlur(kernel, settings["blurSigma"])], settings["blur"]),
    ])


def scaled(picture):
    return picture.float() / 255


def normalised(picture):
    return (picture - MEAN) / DEVIATION


def pixels(path, box=None, size=None):
    """(3, height, width), 0 to 255; boxes are cut out and pictures shrunk to a size as cirtorch does."""
    picture = Image.open(path).convert("RGB")
    if size is not None:
        whole = max(picture.size)
        if box is not None:
            picture = picture.crop(box)
            size = size * max(picture.size) / whole
        picture.thumbnail((size, size), Image.Resampling.LANCZOS)
    return torch.from_numpy(numpy.asarray(picture).copy()).permute(2, 0, 1)


def shuffled(count, size):
    """`size` of so many things without end, each epoch in an order of its own, in whole batches."""
    while True:
        order = torch.randperm(count)
        for first in range(0, count - size + 1, size):
            yield order[first:first + size]


def batches(settings, batch, labels):
    """The images of each batch, an image once for each of its views."""
    if "viewsPerInstance" in settings:
        groups = [torch.nonzero(labels == label)[:, 0] for label in labels.unique()]
        views = settings["viewsPerInstance"]
        groups = [group for group in groups if len(group) >= views]
        for chosen in shuffled(len(groups), settings["instancesPerBatch"]):
            yield torch.cat([
                groups[i][torch.randperm(len(groups[i]))[:views]] for i in chosen])
    elif settings["kind"] == "nt-xent":
        for chosen in shuffled(len(labels), batch // 2):
            yield chosen.repeat_interleave(2)
    elif settings["kind"] == "moco":
        for chosen in shuffled(len(labels), batch // 2):
            yield chosen.repeat(2)
    else:
        yield from shuffled(len(labels), batch)


def refuse_what_is_not_done(recipe):
    """Ends the program at a setting that would be passed over."""
    training = recipe["training"]
    half = 2 if training["objective"]["kind"] == "moco" else 1
    for name, found, known in [
        ("initial weights", recipe["initialWeights"], "random"),
        ("architecture", recipe["architecture"]["name"], "resnet18"),
        ("optimizer", training["optimizer"]["kind"], "adamw"),
        ("schedule", training["schedule"]["kind"], "cosine"),
        ("normalisation", training["normalisation"], "training"),
        ("accumulation", training["accumulation"], 1),
        ("images a pass", training["imagesPerPass"], training["batch"] // half),
        ("crops", training["augmentation"].get("multiCrop"), None),
    ]:
        if found != known:
            raise SystemExit(f"{recipe['name']} has {name} {found}; only {known} is known here.")


def train(recipe, data):
    """The trained network, the exponent of its pooling, and the loss of each step."""
    refuse_what_is_not_done(recipe)
    training = recipe["training"]
    folder = data / training["dataset"]
    with open(folder / "manifest.csv", newline="") as file:
        lines = list(csv.DictReader(file))
    pictures = [pixels(folder / line["path"]) for line in lines]
    names = [line[training["objective"].get("label", "instance")] for line in lines]
    numbers = {name: number for number, name in enumerate(sorted(set(names)))}
    labels = torch.tensor([numbers[name] for name in names])
    network = ResNet18(recipe["architecture"]["width"])
    loss_of = objective(training["objective"], network, len(numbers))
    settings = training["optimizer"]
    learnt = [p for p in nn.ModuleList([network, loss_of]).parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": [p for p in learnt if p.ndim > 1], "weight_decay": settings["weightDecay"]},
         {"params": [p for p in learnt if p.ndim <= 1], "weight_decay": 0}],
        lr=settings["learningRate"], betas=(settings["meanDecay"], settings["squareDecay"]),
        eps=settings["epsilon"], fused=True)
    steps = training["views"] // training["batch"]
    warm_up = training["schedule"]["warmupSteps"]
    transform = augmentation(training["augmentation"])
    source = batches(training["objective"], training["batch"], labels)
    losses = []
    for step in range(steps):
        rate = settings["learningRate"] * (
            (step + 1) / warm_up if step < warm_up
            else 0.5 * (1 + math.cos(math.pi * (step - warm_up) / (steps - warm_up))))
        for group in optimizer.param_groups:
            group["lr"] = rate
        chosen = next(source)
        images = torch.stack([normalised(transform(scaled(pictures[i]))) for i in chosen])
        loss = loss_of(network, images, labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step % (steps // 8) == 0 or step == steps - 1:
            print(f"step {step} of {steps}: loss {losses[-1]:.4f}", file=sys.stderr, flush=True)
    exponent = loss_of.pooling.exponent.item() if hasattr(loss_of, "pooling") else 3
    return network.eval(), exponent, losses


@torch.no_grad()
def extract(network, exponent, size, paths, boxes):
    """Descriptors by GeM pooling, (image, channel)."""
    rows = []
    for path, box in zip(paths, boxes):
        features = network(normalised(scaled(pixels(path, box, size)))[None])
        pooled = features.clamp(min=1e-6).pow(exponent).mean((2, 3)).pow(1 / exponent)
        rows.append(functional.normalize(pooled)[0].numpy())
    return numpy.stack(rows)


def average_precision(places, count):
    """The area under precision and recall by trapezoids, as the authors of the benchmark write it."""
    total = 0
    for found, place in enumerate(places):
        before = 1 if place == 0 else found / place
        total += (before + (found + 1) / (place + 1)) / 2 / count
    return total


def score(network, exponent, folder, size):
    """mAP by protocol, in percent, of pictures of a size."""
    with open(folder / f"gnd_{folder.name}.pkl", "rb") as file:
        truth = pickle.load(file)
    paths = [folder / "jpg" / f"{name}.jpg" for name in truth["imlist"]]
    database = extract(network, exponent, size, paths, [None] * len(paths))
    queries = extract(
        network, exponent, size, [folder / "jpg" / f"{name}.jpg" for name in truth["qimlist"]],
        [tuple(entry["bbx"]) for entry in truth["gnd"]])
    order = numpy.argsort(-(queries @ database.T), axis=1, kind="stable")
    protocols = {
        "easy": (["easy"], ["junk", "hard"]), "medium": (["easy", "hard"], ["junk"]),
        "hard": (["hard"], ["junk", "easy"])}
    means = {}
    for name, (right, ignored) in protocols.items():
        values = []
        for ranking, entry in zip(order, truth["gnd"]):
            positives = set(i for part in right for i in entry[part])
            junk = set(i for part in ignored for i in entry[part])
            kept = [i for i in ranking if i not in junk]
            places = [place for place, i in enumerate(kept) if i in positives]
            if positives:
                values.append(average_precision(places, len(positives)))
        means[name] = 100 * sum(values) / len(values)
    return means


def planned(iir, spec, data):
    """What `iir plan` states for a spec."""
    return json.loads(subprocess.run(
        [iir, "plan", spec, "--json", "--data", data],
        check=True, capture_output=True, text=True).stdout)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("sets", nargs="*", default=["mini-oxford", "mini-paris"])
    parser.add_argument("--spec", default="Experiments/table1.json")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("Data"))
    parser.add_argument("--iir", default=".build/release/iir")
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    plan = planned(options.iir, options.spec, options.data)
    recipes = {recipe["name"]: recipe for recipe in plan["models"]}
    if options.model not in recipes:
        raise SystemExit(f"{options.spec} has no {options.model}; it has {', '.join(recipes)}.")
    size = next(
        row["descriptor"]["size"] for row in plan["rows"] if row["model"] == options.model)
    torch.manual_seed(options.seed)
    network, exponent, _ = train(recipes[options.model], options.data)
    for name in options.sets:
        means = score(network, exponent, options.data / name, size)
        print(f"{options.model}, seed {options.seed}, {name}: "
              + ", ".join(f"{part} {value:.2f}" for part, value in means.items()), flush=True)


if __name__ == "__main__":
    main()
