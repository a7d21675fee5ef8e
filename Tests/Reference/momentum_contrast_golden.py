"""Writes Tests/TrainingTests/Golden/momentum-contrast.json: steps of momentum contrast in PyTorch.

An implementation of algorithm 1 of He et al. 2020 on a residual network of BasicBlocks with stages of
4, 8, 16 and 32 channels: a linear projection (MoCo v1) and one of two layers (MoCo v2), batch
normalisation in training mode for queries and keys alike, SGD whose decay spares biases and
normalisation. The key encoder follows after each step, which is the same as before each batch; so the
last state holds one more move than the authors' code would have made by then. Weights, images and the
queue come from the formula of golden_tensors.py; there is no other seed. A tensor is stored as its norm
and four elements at equal distances; the losses, the queue and the pointer as they are. Run with
PyTorch 2.15 and torchvision 0.29:

    python Tests/Reference/momentum_contrast_golden.py

`distance` holds how far the same steps in float64 are at most, as in training_step_golden.py.
"""
import pathlib

import torch
from torchvision.models.resnet import BasicBlock

import golden_tensors
from training_step_golden import distance, parameter, summary

STEPS, QUERIES, SIDE = 4, 4, 64
TEMPERATURE, KEEP, LENGTH = 0.2, 0.9, 8
RATE, MOMENTUM, DECAY = 0.05, 0.9, 1e-2
PROJECTIONS = {"v1": [6], "v2": [32, 6]}


class Encoder(torch.nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, 4, 7, stride=2, padding=3, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(4)
        channels = 4
        for stage in range(4):
            outputs, stride = 4 * 2**stage, 1 if stage == 0 else 2
            shortcut = None
            if stage > 0:
                shortcut = torch.nn.Sequential(
                    torch.nn.Conv2d(channels, outputs, 1, stride=stride, bias=False),
                    torch.nn.BatchNorm2d(outputs))
            blocks = [BasicBlock(channels, outputs, stride, shortcut), BasicBlock(outputs, outputs)]
            setattr(self, f"layer{stage + 1}", torch.nn.Sequential(*blocks))
            channels = outputs
        sizes = [channels] + widths
        self.projection = torch.nn.ModuleList(
            torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, images):
        x = torch.relu(self.bn1(self.conv1(images)))
        x = torch.nn.functional.max_pool2d(x, 3, stride=2, padding=1)
        for stage in range(4):
            x = getattr(self, f"layer{stage + 1}")(x)
        x = x.mean(dim=(2, 3))
        for layer in self.projection[:-1]:
            x = torch.relu(layer(x))
        return torch.nn.functional.normalize(self.projection[-1](x), dim=1)


def filled(widths):
    last = f"projection.{len(widths) - 1}."

    def value(name, shape):
        if name.startswith(last):
            return golden_tensors.draws(name, shape, 0.125 if name.endswith("bias") else 0.25)
        if name.startswith("projection") and name.endswith("weight"):
            return golden_tensors.draws(name, shape, 2.0**-4)
        return parameter(name, shape)

    encoder = Encoder(widths)
    golden_tensors.fill(encoder, value)
    return encoder.train()


def steps(widths, precision):
    """Takes all steps and returns the losses, the pointer, and all tensors at the end."""
    query, key = filled(widths).to(precision), filled(widths).to(precision)
    queue = torch.from_numpy(golden_tensors.draws("queue", (LENGTH, widths[-1]), 1)).to(precision)
    queue = torch.nn.functional.normalize(queue, dim=1)
    images = torch.from_numpy(golden_tensors.images((STEPS * 2 * QUERIES, 3, SIDE, SIDE)))
    decayed = [p for p in query.parameters() if p.dim() > 1]
    others = [p for p in query.parameters() if p.dim() <= 1]
    optimiser = torch.optim.SGD(
        [{"params": decayed, "weight_decay": DECAY}, {"params": others, "weight_decay": 0}],
        lr=RATE, momentum=MOMENTUM)
    losses, pointer = [], 0
    for first, second in images.to(precision).reshape(STEPS, 2, QUERIES, 3, SIDE, SIDE):
        with torch.no_grad():
            keys = key(second)
        queries = query(first)
        positives = (queries * keys).sum(dim=1, keepdim=True)
        logits = torch.cat([positives, queries @ queue.T], dim=1) / TEMPERATURE
        loss = torch.nn.functional.cross_entropy(
            logits, torch.zeros(QUERIES, dtype=torch.long))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        queue = queue.clone()
        queue[pointer:pointer + QUERIES] = keys
        pointer = (pointer + QUERIES) % LENGTH
        with torch.no_grad():
            for mine, other in zip(key.parameters(), query.parameters()):
                mine.mul_(KEEP).add_(other * (1 - KEEP))

    def statistics(encoder):
        return {n: b for n, b in encoder.named_buffers() if "running" in n}

    return losses, pointer, queue, {
        "parameters": {n: p.detach() for n, p in query.named_parameters()},
        "statistics": statistics(query),
        "keyParameters": {n: p.detach() for n, p in key.named_parameters()},
        "keyStatistics": statistics(key),
    }


def entry(widths):
    losses, pointer, queue, tensors = steps(widths, torch.float32)
    exact_losses, _, exact_queue, exact = steps(widths, torch.float64)
    distances = {
        "loss": max(abs(a / b - 1) for a, b in zip(losses, exact_losses)),
        "queue": (queue - exact_queue).abs().max().item(),
    }
    for kind, group in tensors.items():
        distances[kind] = max(distance(group[n], exact[kind][n], exact[kind][n]) for n in group)
    print(widths, losses, distances)
    return {
        "projection": widths, "steps": STEPS, "queries": QUERIES, "side": SIDE,
        "temperature": TEMPERATURE, "keep": KEEP, "queueLength": LENGTH, "rate": RATE,
        "momentum": MOMENTUM, "decay": DECAY, "losses": golden_tensors.rounded(losses),
        "pointer": pointer, "queue": golden_tensors.rounded(queue.numpy()),
        "distance": {kind: float(f"{value:.2g}") for kind, value in distances.items()},
        **{
            kind: {n: golden_tensors.rounded(summary(t)) for n, t in group.items()}
            for kind, group in tensors.items()
        },
    }


def main():
    path = pathlib.Path(__file__).parent.parent / "TrainingTests/Golden/momentum-contrast.json"
    versions = f"PyTorch {torch.__version__}"
    golden_tensors.write(
        path, versions, "versionsOfMoCo", {n: entry(w) for n, w in PROJECTIONS.items()})


if __name__ == "__main__":
    main()
