"""Trains a recipe of the experiments in PyTorch, and scores it on sets with a revisited ground truth.

    python3 train_in_pytorch.py MODEL [--spec Experiments/table1.json] [--seed 0]
        [--data Data] [--iir .build/release/iir] [--threads N] [SET ...]

An independent check of whole trainings. The settings are those that `iir plan SPEC --json` states for
MODEL; the pictures are those in DATA, so the sets have to be there. Everything else is done here, by
PyTorch and torchvision: decoding, augmentation, the network and its initial weights, the loss, AdamW
and its schedule, the description of images by GeM pooling with exponent 3 at one scale, the search,
and average precision. Draws differ from those of the package, so results agree as two seeds do, not
to the last digit.

Prints the loss now and then, and mAP Easy, Medium and Hard of each SET (mini-oxford and mini-paris
unless given) in percent, without whitening. Cross-entropy and NT-Xent are known; a recipe that starts
from another, or learns by another loss, is refused.

Needs torch, torchvision, numpy and Pillow. Written with Python 3.11.
"""

import argparse
import csv
import json
import math
import pathlib
import pickle
import subprocess

import numpy
import torch
from PIL import Image
from torch import nn
from torch.nn import functional
from torchvision.transforms import v2

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


class Projection(nn.Module):
    """SimCLR's head: linear layers, each standardised over the batch, all but the last rectified."""

    def __init__(self, inputs, widths):
        super().__init__()
        layers = []
        for position, outputs in enumerate(widths):
            layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs, affine=False)]
            if position < len(widths) - 1:
                layers.append(nn.ReLU())
            inputs = outputs
        self.layers = nn.Sequential(*layers)

    def forward(self, values):
        return self.layers(values)


def nt_xent(projections, temperature):
    """Chen et al. 2020, equation 1; rows 2i and 2i + 1 are the views of one image."""
    unit = functional.normalize(projections)
    logits = unit @ unit.T / temperature
    logits.fill_diagonal_(-math.inf)
    return functional.cross_entropy(logits, torch.arange(len(logits)) ^ 1)


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


def normalised(picture):
    return (picture - MEAN) / DEVIATION


def pixels(path, box=None):
    """(3, height, width), 0 to 1; a box is cut out as cirtorch does."""
    picture = Image.open(path).convert("RGB")
    if box is not None:
        picture = picture.crop(box)
    return torch.from_numpy(numpy.asarray(picture).copy()).permute(2, 0, 1).float() / 255


def shuffled(count, size):
    """Batches of images without end, each epoch in an order of its own."""
    while True:
        order = torch.randperm(count)
        for first in range(0, count - size + 1, size):
            yield order[first:first + size]


def train(recipe, data):
    training = recipe["training"]
    objective = training["objective"]
    folder = data / training["dataset"]
    with open(folder / "manifest.csv", newline="") as file:
        lines = list(csv.DictReader(file))
    pictures = [pixels(folder / line["path"]) for line in lines]
    network = ResNet18(recipe["architecture"]["width"])
    if objective["kind"] == "cross-entropy":
        names = sorted({line[objective["label"]] for line in lines})
        targets = torch.tensor([names.index(line[objective["label"]]) for line in lines])
        head = nn.Linear(network.channels, len(names))
        views = 1
    elif objective["kind"] == "nt-xent":
        head = Projection(network.channels, objective["projection"])
        views = 2
    else:
        raise SystemExit(f"{recipe['name']} learns by {objective['kind']}, which is not known here.")
    modules = nn.ModuleList([network, head])
    settings = training["optimizer"]
    if settings["kind"] != "adamw":
        raise SystemExit(f"{recipe['name']} is trained by {settings['kind']}, expected adamw.")
    decayed = [p for p in modules.parameters() if p.ndim > 1]
    others = [p for p in modules.parameters() if p.ndim == 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": settings["weightDecay"]},
         {"params": others, "weight_decay": 0}], lr=settings["learningRate"])
    steps = training["views"] // training["batch"]
    warm_up = training["schedule"]["warmupSteps"]
    transform = augmentation(training["augmentation"])
    batches = shuffled(len(lines), training["batch"] // views)
    modules.train()
    for step in range(steps):
        rate = settings["learningRate"] * (
            (step + 1) / warm_up if step < warm_up
            else 0.5 * (1 + math.cos(math.pi * (step - warm_up) / (steps - warm_up))))
        for group in optimizer.param_groups:
            group["lr"] = rate
        chosen = next(batches)
        images = torch.stack(
            [normalised(transform(pictures[i])) for i in chosen for _ in range(views)])
        features = head(network(images).mean((2, 3)))
        loss = (
            functional.cross_entropy(features, targets[chosen]) if views == 1
            else nt_xent(features, objective["temperature"]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % (steps // 8) == 0 or step == steps - 1:
            print(f"step {step} of {steps}: loss {loss.item():.4f}", flush=True)
    return network.eval()


@torch.no_grad()
def extract(network, paths, boxes):
    rows = []
    for path, box in zip(paths, boxes):
        features = network(normalised(pixels(path, box))[None])
        pooled = features.clamp(min=1e-6).pow(3).mean((2, 3)).pow(1 / 3)
        rows.append(functional.normalize(pooled)[0].numpy())
    return numpy.stack(rows)


def average_precision(places, count):
    """The area under precision and recall by trapezoids, as the authors of the benchmark write it."""
    total = 0
    for found, place in enumerate(places):
        before = 1 if place == 0 else found / place
        total += (before + (found + 1) / (place + 1)) / 2 / count
    return total


def score(network, folder):
    with open(folder / f"gnd_{folder.name}.pkl", "rb") as file:
        truth = pickle.load(file)
    paths = [folder / "jpg" / f"{name}.jpg" for name in truth["imlist"]]
    database = extract(network, paths, [None] * len(paths))
    queries = extract(
        network, [folder / "jpg" / f"{name}.jpg" for name in truth["qimlist"]],
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
    torch.manual_seed(options.seed)
    plan = json.loads(subprocess.run(
        [options.iir, "plan", options.spec, "--json", "--data", options.data],
        check=True, capture_output=True, text=True).stdout)
    recipes = {recipe["name"]: recipe for recipe in plan["models"]}
    recipe = recipes[options.model]
    if recipe["initialWeights"] != "random":
        raise SystemExit(f"{options.model} starts from {recipe['initialWeights']}, not at random.")
    network = train(recipe, options.data)
    for name in options.sets:
        means = score(network, options.data / name)
        print(f"{options.model}, seed {options.seed}, {name}: "
              + ", ".join(f"{part} {value:.2f}" for part, value in means.items()), flush=True)


if __name__ == "__main__":
    main()
