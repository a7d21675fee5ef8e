"""Takes two steps of every objective with iir and with PyTorch, and compares the networks.

    python3 rehearsal_training.py FOLDER --data DATA --weights WEIGHTS --iir .build/release/iir

DATA/roxford5k is what rehearsal_world.py rendered, WEIGHTS what rehearsal_weights.py wrote under --starts.
FOLDER gets a training set in GLDv2's layout, made of the photographs of the landmarks, whose manifest
Scripts/training-manifest writes, and a table that runs every recipe of Experiments/paper/objectives/ on it:
its loss, optimizer, decay, normalisation and schedule as they stand, from one of the four starts in turn.
What changes is size: small batches, a short projection and queue, a share of the learning rate where steps
are long, and views that are squares cut out of a picture at drawn places, mirrored or not, without
resampling, so that both programs see the same pixels. Half a batch passes through the network at a time.

PyTorch starts from the same files, read here, and computes the steps twice, in float64 and in float32: by
torchvision's network, torch.optim and the losses of objectives_in_pytorch.py. The draws that are made anew
for every training (orders of images, views, weights of heads, the queue) are those of the package's
generator, which is written out below. Then

  - the loss of the first step must be that of float64, to 0.0001 of it, and that of the second, which
    follows the first one's move, to 0.001;
  - what the steps moved must be what they move in float64: the length of the difference over the length of
    the move, taken over all weights of the network, and over the running statistics, must be 0.05 at most,
    or three times what PyTorch's own float32 is off where that is more. Adam makes whole steps of gradients
    that are little but rounding, so that 0.02 of a move is common under it;
  - the exponent of GeM must have moved as far, to 0.05 of it or to 0.0000005, two steps of its float32.

Ends with 1 when anything disagrees. Needs torch, torchvision, numpy and Pillow. Written with Python 3.11,
torch 2.15.
"""

import argparse
import concurrent.futures
import csv
import hashlib
import json
import math
import multiprocessing
import os
import pathlib
import pickle
import shutil
import subprocess
import sys
import time

import numpy
import torch
import torchvision
from PIL import Image
from torch import nn
from torch.nn import functional

import objectives_in_pytorch as objectives

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECIPES = ROOT / "Experiments" / "paper" / "objectives"
STARTS = ["resnet50-moco-v2", "resnet50-swav", "resnet50-dino", "resnet50-classifier"]
STEPS = 2
MOST_INSTANCES = 8
PROJECTION, QUEUE = [64, 64, 32], 48
# The shares of recipes' rates at which the first step of 8 rows has a length of about 0.02. Shorter ones
# drown in the rounding of weights, longer ones leave the surroundings in which gradients are alike.
RATE_SHARES = {"arcface": 0.2, "cosface": 0.2, "moco": 0.3, "supcon": 0.0004, "nt-xent": 0.01}
LARGEST_LOSS_DIFFERENCES = (1e-4, 1e-3)
LARGEST_MOVE_DIFFERENCE = 0.05
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
DEVIATION = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
MASK = (1 << 64) - 1


class Draws:
    """The package's stream of one purpose: xoshiro256**, its state filled by SplitMix64."""

    def __init__(self, purpose, epoch=0, index=0, seed=0):
        name = 0xCBF29CE484222325
        for byte in purpose.encode():
            name = ((name ^ byte) * 0x100000001B3) & MASK
        self.mixer = seed
        for word in (name, epoch, index):
            self.mixer = self.mixed() ^ word
        self.state = [self.mixed() for _ in range(4)]

    def mixed(self):
        self.mixer = (self.mixer + 0x9E3779B97F4A7C15) & MASK
        value = self.mixer
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
        return value ^ (value >> 31)

    def bits(self):
        a, b, c, d = self.state
        scaled = (b * 5) & MASK
        result = (((scaled << 7) | (scaled >> 57)) & MASK) * 9 & MASK
        c, d = c ^ a, d ^ b
        self.state = [a ^ d, b ^ c, c ^ ((b << 17) & MASK), ((d << 45) | (d >> 19)) & MASK]
        return result

    def uniform(self):
        return (self.bits() >> 40) * 2.0**-24

    def uniforms(self, bound, *shape):
        """Float32 draws from -bound to bound."""
        values = numpy.array([self.uniform() for _ in range(math.prod(shape))], numpy.float32)
        bound = numpy.float32(bound)
        return torch.from_numpy((-bound + (bound + bound) * values).reshape(shape))

    def normals(self, deviation, *shape):
        """Float32 draws by Box and Muller."""
        pairs = [(self.uniform(), self.uniform()) for _ in range(math.prod(shape))]
        first, second = numpy.array(pairs).T
        values = numpy.sqrt(-2 * numpy.log(1 - first)) * numpy.cos(2 * numpy.pi * second)
        return torch.from_numpy((deviation * values).astype(numpy.float32).reshape(shape))

    def below(self, bound):
        threshold = ((1 << 64) - bound) % bound
        while True:
            product = self.bits() * bound
            if product & MASK >= threshold:
                return product >> 64

    def permutation(self, count):
        order = list(range(count))
        for last in range(count - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


class TrainingImages:
    """The pictures of a manifest, as networks see them, and the class of each."""

    def __init__(self, folder):
        with open(folder / "manifest.csv", newline="", encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
        self.pixels = [
            torch.from_numpy(numpy.asarray(Image.open(folder / line["path"]).convert("RGB")).copy())
            .permute(2, 0, 1).float() / 255
            for line in lines
        ]
        names = sorted({line["instance"] for line in lines})
        self.classes = [names.index(line["instance"]) for line in lines]
        self.class_count = len(names)

    def views(self, chosen, step, side, precision):
        """The views of a step: squares cut out at drawn places, mirrored or not."""
        views = []
        for row, image in enumerate(chosen):
            draws, picture = Draws("augmentation", step, row), self.pixels[image]
            _, _ = draws.uniform(), draws.uniform()
            y, x = (draws.below(size - side + 1) for size in picture.shape[1:])
            view = picture[:, y:y + side, x:x + side]
            views.append(view.flip(2) if draws.uniform() < 0.5 else view)
        return ((torch.stack(views) - MEAN) / DEVIATION).to(precision)


def write_images(folder, city, side):
    """Writes the training set in GLDv2's layout, and a small set to evaluate on; returns the landmarks.

    A landmark's photographs but its first two are for training, and the first two for evaluation.
    """
    with open(city / f"gnd_{city.name}.pkl", "rb") as file:
        truth = pickle.load(file)
    landmarks = {}
    for query, answer in zip(truth["qimlist"], truth["gnd"]):
        views = [truth["imlist"][i] for name in ("easy", "hard", "junk") for i in answer[name]]
        landmarks.setdefault(tuple(sorted(views)), []).append(query)
    lines = ["landmark_id,images"]
    for number, (views, queries) in enumerate(sorted(landmarks.items(), key=lambda item: item[1])):
        identifiers = []
        for name in views:
            identifier = hashlib.sha256(name.encode()).hexdigest()[:16]
            identifiers.append(identifier)
            place = folder / "gldv2-clean" / "train" / "/".join(identifier[:3])
            place.mkdir(parents=True, exist_ok=True)
            square(city / "jpg" / f"{name}.jpg", 2 * side).save(
                place / f"{identifier}.jpg", quality=95, subsampling=0)
        lines.append(f"{number},{' '.join(identifiers)}")
        place = folder / "evaluated" / f"landmark-{number}"
        place.mkdir(parents=True, exist_ok=True)
        for name in queries:
            square(city / "jpg" / f"{name}.jpg", 64).save(place / f"{name}.jpg", quality=95)
    (folder / "gldv2-clean" / "train_clean.csv").write_text("\n".join(lines) + "\n")
    subprocess.run(
        [sys.executable, ROOT / "Scripts" / "training-manifest", "--strict", "gldv2-clean",
         folder / "gldv2-clean"], check=True)
    return len(landmarks)


def square(path, side):
    return Image.open(path).convert("RGB").resize((side, side), Image.Resampling.LANCZOS)


def base_of(path):
    """Returns a recipe with what it extends."""
    own = json.loads(path.read_text())
    if "extends" not in own:
        return own
    return merged(base_of(path.parent / own.pop("extends")), own)


def merged(base, changes):
    """Returns an object with changes: objects field by field, those of another kind whole."""
    if "kind" in changes and changes["kind"] != base.get("kind"):
        return changes
    result = dict(base)
    for key, value in changes.items():
        is_part = isinstance(value, dict) and isinstance(base.get(key), dict)
        result[key] = merged(base[key], value) if is_part else value
    return result


def change(training, instances, side):
    """Returns what differs from a recipe so that two steps are short and views are the pictures."""
    objective = {}
    batch = 4 * instances
    if "viewsPerInstance" in training["objective"]:
        objective["instancesPerBatch"] = instances
        batch = instances * training["objective"]["viewsPerInstance"]
    if "projection" in training["objective"]:
        objective["projection"] = PROJECTION[-len(training["objective"]["projection"]):]
    if "queueLength" in training["objective"]:
        objective["queueLength"] = QUEUE
    rate = RATE_SHARES.get(training["objective"]["kind"], 1) * training["optimizer"]["learningRate"]
    halves = 2 if training["objective"]["kind"] == "moco" else 1
    return {
        "objective": objective, "optimizer": {"learningRate": rate},
        "dataset": {"folder": "gldv2-clean"},
        "views": STEPS * batch, "batch": batch, "imagesPerPass": batch // (2 * halves),
        "schedule": {"warmupSteps": 0},
        "augmentation": {
            "outputSize": side, "cropArea": [0.25, 0.25], "aspectRatio": [1, 1], "flip": 0.5, "jitter": 0,
            "grey": 0, "blur": 0,
        },
    }


def write_table(folder, landmarks, side):
    """Writes the table into a copy of the specs, and returns the start of each row."""
    specs = folder / "Experiments"
    shutil.copytree(ROOT / "Experiments", specs, dirs_exist_ok=True)
    instances = min(MOST_INSTANCES, landmarks)
    rows, starts = [], {}
    for number, path in enumerate(sorted(RECIPES.glob("*.json"))):
        start = STARTS[number % len(STARTS)]
        rows.append({
            "name": path.stem,
            "model": {
                "extends": f"./objectives/{path.name}", "initialWeights": start,
                "training": change(base_of(path)["training"], instances, side),
            },
        })
        starts[path.stem] = start
    table = {
        "version": 2, "title": "Two steps of every objective",
        "datasets": [{"folder": "evaluated"}], "metrics": ["manifest.mAP"],
        "descriptor": {"size": 64, "pooling": "gem"}, "rows": rows,
    }
    (specs / "paper" / "steps.json").write_text(json.dumps(table, indent=1) + "\n")
    return starts


def train_with_iir(options):
    """Runs the table, and returns the settings of each network as the plan states them."""
    specs = options.folder / "Experiments"
    table = specs / "paper" / "steps.json"
    environment = {**os.environ, "IIR_EXPERIMENTS": str(specs)}
    places = ["--data", options.folder, "--weights", options.weights,
              "--cache", options.folder / "cache", "--results", options.folder / "results"]
    plan = json.loads(subprocess.run(
        [options.iir, "plan", table, "--json", *places],
        check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout)
    began = time.monotonic()
    subprocess.run(
        [options.iir, "run", table, "--quiet", "--log-every", "1",
         "--export", options.folder / "trained", *places],
        check=True, stdout=subprocess.DEVNULL, env=environment)
    print(f"iir took {time.monotonic() - began:.0f} s", flush=True)
    models = {model["name"]: model for model in plan["models"]}
    return {row["baseName"]: models[row["model"]] for row in plan["rows"]}


def started(path):
    """Returns the ResNet-50 of a checkpoint of one of the four projects, by torchvision's names."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    state = state.get("state_dict", state)
    for prefix in ("module.encoder_q.", "module."):
        found = {n.removeprefix(prefix): v for n, v in state.items() if n.startswith(prefix)}
        if found:
            state = found
            break
    network = torchvision.models.resnet50(weights=None)
    wanted = network.state_dict()
    state = {name: value for name, value in state.items() if name in wanted and "fc." not in name}
    missing = network.load_state_dict(state, strict=False).missing_keys
    assert missing == ["fc.weight", "fc.bias"], missing
    network.fc = nn.Identity()
    return network


def linear(name, inputs, outputs):
    draws = Draws(f"initial weights of {name}")
    layer = nn.Linear(inputs, outputs)
    bound = 1 / math.sqrt(inputs)
    with torch.no_grad():
        layer.weight.copy_(draws.uniforms(bound, outputs, inputs))
        layer.bias.copy_(draws.uniforms(bound, outputs))
    return layer


class Projection(nn.Module):
    """Linear layers, rectified between them, each standardised over the batch where asked for."""

    def __init__(self, inputs, widths, standardises):
        super().__init__()
        sizes = [inputs, *widths]
        self.layers = nn.ModuleList(
            linear(f"projection.{i}", *pair) for i, pair in enumerate(zip(sizes, sizes[1:])))
        self.standardises = standardises

    def forward(self, values):
        for place, layer in enumerate(self.layers):
            values = layer(values)
            if self.standardises:
                values = functional.batch_norm(values, None, None, training=True)
            if place < len(self.layers) - 1:
                values = values.relu()
        return values


class LARS(torch.optim.Optimizer):
    """You, Gitman and Ginsburg 2017, algorithm 1; vectors are neither adapted nor decayed."""

    def __init__(self, groups, momentum, trust, epsilon):
        super().__init__(groups, {"lr": 0.0, "weight_decay": 0.0})
        self.momentum, self.trust, self.epsilon = momentum, trust, epsilon

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for weight in group["params"]:
                decay, adaptation = group["weight_decay"], 1
                if weight.ndim > 1:
                    length = weight.grad.norm() + decay * weight.norm() + self.epsilon
                    adaptation = self.trust * weight.norm() / length
                velocity = self.state[weight].setdefault("velocity", torch.zeros_like(weight))
                velocity.mul_(self.momentum).add_(
                    group["lr"] * adaptation * (weight.grad + decay * weight))
                weight.sub_(velocity)


class Encoder(nn.Module):
    """A network up to its last map, half a batch at a time."""

    def __init__(self, network, settings, rows):
        super().__init__()
        self.body = nn.Sequential(*list(network.children())[:-2])
        self.rows = rows
        if settings["normalisation"] != "training":
            self.eval()
        if settings["normalisation"] == "frozen":
            for module in self.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.requires_grad_(False)

    def forward(self, images):
        return torch.cat([self.body(part) for part in images.split(self.rows)])


class Directions(nn.Module):
    """A learnt direction for each class; returns the cosines of unit rows."""

    def __init__(self, count, channels):
        super().__init__()
        draws = Draws("initial weights of classes.weight")
        self.weight = nn.Parameter(draws.normals(0.01, count, channels))

    def forward(self, rows):
        return rows @ functional.normalize(self.weight).T


class Training:
    """One training of a recipe in PyTorch; `steps` takes all its steps."""

    def __init__(self, recipe, images, weights, precision):
        self.settings = recipe["training"]
        self.objective = self.settings["objective"]
        self.images, self.precision = images, precision
        network = started(weights).to(precision)
        self.network = network
        self.encoder = Encoder(network, self.settings, self.settings["imagesPerPass"])
        self.pooling, self.head, self.keys = None, None, None
        kind, channels = self.objective["kind"], 2048
        if kind == "cross-entropy":
            self.head = linear("fc", channels, images.class_count)
        elif kind in ("nt-xent", "supcon", "moco"):
            self.head = Projection(channels, self.objective["projection"], kind != "moco")
        else:
            self.pooling = objectives.GeM(
                self.objective["gemExponent"], self.objective["learnGemExponent"])
            if kind in objectives.DIRECTED:
                self.head = Directions(images.class_count, channels)
        for module in (self.pooling, self.head):
            if module is not None:
                module.to(precision)
        if kind == "moco":
            self.begin_momentum(weights)
        parts = [self.network, self.pooling, self.head]
        parameters = [
            p for part in parts if part is not None for p in part.parameters() if p.requires_grad]
        self.optimizer = self.rule(parameters)

    def begin_momentum(self, weights):
        """The second encoder, and the queue of He et al. 2020, algorithm 1."""
        self.keys = Encoder(
            started(weights).to(self.precision), self.settings, self.settings["imagesPerPass"])
        self.key_head = Projection(2048, self.objective["projection"], False).to(self.precision)
        rows = Draws("initial queue").normals(
            1, self.objective["queueLength"], self.objective["projection"][-1])
        self.queue = functional.normalize(rows).to(self.precision)
        self.pointer = 0

    def rule(self, parameters):
        settings = self.settings["optimizer"]
        groups = [
            {"params": [p for p in parameters if p.ndim > 1], "weight_decay": settings["weightDecay"]},
            {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0},
        ]
        rate = settings["learningRate"]
        if settings["kind"] == "adam":
            return torch.optim.Adam(groups, lr=rate)
        if settings["kind"] == "sgd":
            return torch.optim.SGD(groups, lr=rate, momentum=settings["momentum"])
        assert settings["kind"] == "lars", settings
        return LARS(groups, settings["momentum"], settings["trustCoefficient"], settings["epsilon"])

    def chosen(self, step):
        """The pictures of a step, in the order of its rows."""
        batch = self.settings["batch"]
        if "viewsPerInstance" in self.objective:
            groups = [
                [i for i, own in enumerate(self.images.classes) if own == label]
                for label in range(self.images.class_count)
            ]
            count, views = self.objective["instancesPerBatch"], self.objective["viewsPerInstance"]
            groups = [group for group in groups if len(group) >= views]
            epoch, place = divmod(step, len(groups) // count)
            order = Draws("instance order", epoch).permutation(len(groups))
            return [
                groups[group][i]
                for group in order[place * count:(place + 1) * count]
                for i in Draws("instance views", epoch, group).permutation(len(groups[group]))[:views]
            ]
        kind = self.objective["kind"]
        pictures = batch if kind == "cross-entropy" or self.pooling is not None else batch // 2
        total = len(self.images.pixels)
        epoch, place = divmod(step, total // pictures)
        order = Draws("shuffled batches", epoch).permutation(total)
        order = order[place * pictures:(place + 1) * pictures]
        if kind == "nt-xent":
            return [i for i in order for _ in range(2)]
        return order * 2 if kind == "moco" else order

    def loss(self, step):
        chosen = self.chosen(step)
        side = self.settings["augmentation"]["outputSize"]
        views = self.images.views(chosen, step, side, self.precision)
        labels = torch.tensor([self.images.classes[i] for i in chosen])
        kind = self.objective["kind"]
        if kind == "moco":
            return self.momentum_loss(*views.chunk(2), step)
        maps = self.encoder(views)
        if kind == "cross-entropy":
            return functional.cross_entropy(self.head(maps.mean((2, 3))), labels)
        if kind in objectives.PROJECTED:
            rows = functional.normalize(self.head(maps.mean((2, 3))))
            return objectives.PROJECTED[kind](rows, labels, self.objective)
        rows = self.pooling(maps)
        if kind in objectives.DIRECTED:
            return objectives.DIRECTED[kind](self.head(rows), labels, self.objective)
        return objectives.DESCRIBED[kind](rows, labels, self.objective)

    def momentum_loss(self, views, others, step):
        """He et al. 2020, algorithm 1; the other views are dealt to the passes in a drawn order."""
        queries = functional.normalize(self.head(self.encoder(views).mean((2, 3))))
        order = Draws("keys of passes", step).permutation(len(others))
        with torch.no_grad():
            dealt = self.key_head(self.keys(others[order]).mean((2, 3)))
            keys = torch.empty_like(dealt)
            keys[order] = functional.normalize(dealt)
        positive = (queries * keys).sum(1, keepdim=True)
        logits = torch.cat([positive, queries @ self.queue.T], 1) / self.objective["temperature"]
        self.next_keys = keys
        return functional.cross_entropy(logits, torch.zeros(len(queries), dtype=torch.long))

    def follow(self):
        """The second encoder follows, and the queue takes the keys."""
        keep = self.objective["momentum"]
        with torch.no_grad():
            for own, other in ((self.keys, self.encoder), (self.key_head, self.head)):
                for mine, others in zip(own.parameters(), other.parameters()):
                    mine.mul_(keep).add_((1 - keep) * others)
        for key in self.next_keys:
            self.queue[self.pointer] = key
            self.pointer = (self.pointer + 1) % len(self.queue)

    def steps(self):
        """Returns the loss of each step, and the tensors that they moved, by name."""
        names = set(dict(self.network.named_parameters()))
        before = {name: value.clone() for name, value in self.network.state_dict().items()}
        values, rate = [], self.settings["optimizer"]["learningRate"]
        for step in range(STEPS):
            for group in self.optimizer.param_groups:
                group["lr"] = rate * 0.5 * (1 + math.cos(math.pi * step / STEPS))
            for module in (self.network, self.pooling, self.head):
                if module is not None:
                    module.zero_grad()
            loss = self.loss(step)
            loss.backward()
            self.optimizer.step()
            if self.keys is not None:
                self.follow()
            values.append(loss.item())
        after = self.network.state_dict()
        moved = {n: (before[n], after[n]) for n in after if "num_batches" not in n}
        return values, {
            "weights": {n: pair for n, pair in moved.items() if n in names},
            "statistics": {n: pair for n, pair in moved.items() if n not in names},
        }, None if self.pooling is None else self.pooling.exponent.item()


def distance(moved, exact):
    """How far moves are from the exact ones, relative to their length; 0 where nothing moves."""
    difference = sum((moved[n].double() - after).pow(2).sum().item() for n, (_, after) in exact.items())
    length = sum((after - before).pow(2).sum().item() for before, after in exact.values())
    if length == 0:
        return 0.0 if difference == 0 else math.inf
    return math.sqrt(difference / length)


def read_safetensors(path):
    """Returns the float32 tensors of a file, and its metadata."""
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32", (path, name, entry)
        first, last = (start + offset for offset in entry["data_offsets"])
        values = numpy.frombuffer(content[first:last], numpy.float32).copy()
        tensors[name] = torch.from_numpy(values).reshape(entry["shape"])
    return tensors, metadata


class Trained:
    """What iir exported of a network: its tensors, its exponent, and the losses of its log."""

    def __init__(self, folder, name):
        (path,) = folder.glob(f"{name}-as-in-row-{name}-seed-0.safetensors")
        self.tensors, metadata = read_safetensors(path)
        self.exponent = float(metadata["pool.p"]) if "pool.p" in metadata else None
        with open(path.with_suffix(".csv"), newline="", encoding="utf-8") as file:
            self.losses = [float(line["loss"]) for line in csv.DictReader(file)]


def compare(name, recipe, images, weights, folder):
    """Returns whether iir agrees with PyTorch in float64, and how far it is off in words."""
    torch.set_num_threads(1)
    found = Trained(folder / "trained", name)
    values, exact, exponent = Training(recipe, images, weights, torch.float64).steps()
    _, single, _ = Training(recipe, images, weights, torch.float32).steps()
    offs = [abs(own / value - 1) for own, value in zip(found.losses, values, strict=True)]
    agrees = all(off <= most for off, most in zip(offs, LARGEST_LOSS_DIFFERENCES, strict=True))
    parts = [", ".join(f"loss {value:.4f} off by {off:.0e}" for value, off in zip(values, offs))]
    for kind, tensors in exact.items():
        mine = distance({n: found.tensors[n] for n in tensors}, tensors)
        theirs = distance({n: single[kind][n][1] for n in tensors}, tensors)
        agrees &= mine <= max(LARGEST_MOVE_DIFFERENCE, 3 * theirs)
        if any((before != after).any() for before, after in tensors.values()):
            parts.append(f"{kind} by {mine:.1e} of their move (PyTorch's float32 {theirs:.1e})")
    if exponent is not None:
        start = recipe["training"]["objective"]["gemExponent"]
        mine = abs(found.exponent - exponent) / max(abs(exponent - start), 1e-6)
        agrees &= mine <= LARGEST_MOVE_DIFFERENCE or abs(found.exponent - exponent) <= 5e-7
        parts.append(f"exponent by {mine:.1e}")
    return agrees, f"{name} from {weights.name}: {'; '.join(parts)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--weights", type=pathlib.Path, required=True)
    parser.add_argument("--iir", type=pathlib.Path, default=ROOT / ".build" / "release" / "iir")
    parser.add_argument("--side", type=int, default=64, help="of the views, in pixels")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    landmarks = write_images(options.folder, options.data / "roxford5k", options.side)
    starts = write_table(options.folder, landmarks, options.side)
    recipes = train_with_iir(options)
    images = TrainingImages(options.folder / "gldv2-clean")
    files = {
        start: json.loads((ROOT / "Experiments" / "models" / f"{start}.json").read_text())
        ["initialWeights"]["file"] for start in STARTS
    }
    began, failures = time.monotonic(), 0
    with concurrent.futures.ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        comparisons = [
            pool.submit(
                compare, name, recipes[name], images, options.weights / files[start], options.folder)
            for name, start in starts.items()
        ]
        for comparison in comparisons:
            agrees, text = comparison.result()
            failures += not agrees
            print(f"{'agrees  ' if agrees else 'DISAGREES'} {text}", flush=True)
    print(f"PyTorch took {time.monotonic() - began:.0f} s")
    print(f"{failures} of {len(starts)} objectives disagree")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
