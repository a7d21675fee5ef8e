"""Writes Tests/TrainingTests/Golden/training-step.json: one training step of two ResNets in PyTorch.

Cross-entropy over a linear layer on mean-pooled features, batch normalisation in training mode, and
stochastic gradient descent with momentum whose decay spares biases and normalisation. Weights and
images come from the formula of golden_tensors.py; there is no other seed. Every tensor is stored as
its norm and four elements at equal distances, in float32. Run with PyTorch 2.15 and torchvision 0.29:

    python Tests/Reference/training_step_golden.py

Rectifiers make gradients discontinuous: where rounding decides on which side of 0 one activation of
millions lies, a gradient changes by a thousandth. So shifts keep activations away from 0: every
fourth channel lies three deviations below it, the others as far above.

`distance` holds, for each kind of tensor, how far the same step in float64 is at most: the four
elements in the root mean square, or the norm over the square root of the count, relative to the root
mean square of the tensor. The gradient of a normalisation's shift is looked at relative to that of
its scale: the next normalisation takes means away, so shifts hardly matter and their gradients are
what rounding leaves of large sums that cancel.
"""
import pathlib

import numpy as np
import torch
import torchvision

import golden_tensors

CLASSES, RATE, MOMENTUM, DECAY = 10, 0.1, 0.9, 1e-2
IMAGES = {"resnet18": (8, 3, 64, 96), "resnet50": (8, 3, 64, 64)}


def parameter(name, shape):
    if len(shape) == 2:
        return golden_tensors.draws(name, shape, 2.0**-7)
    if not name.endswith(".bias"):
        return golden_tensors.parameter(name, shape)
    side = np.where(np.arange(shape[0]) % 4 == 3, np.float32(-3), np.float32(3))
    return golden_tensors.draws(name, shape, 0.5) + side


def filled(name):
    model = getattr(torchvision.models, name)(num_classes=CLASSES)
    golden_tensors.fill(model, parameter)
    for buffer, tensor in model.named_buffers():
        if buffer.endswith("running_mean"):
            tensor.copy_(torch.from_numpy(golden_tensors.draws(buffer, tensor.shape, 0.25)))
        elif buffer.endswith("running_var"):
            tensor.copy_(torch.from_numpy(golden_tensors.draws(buffer, tensor.shape, 0.5, 1.0)))
    return model.train()


def step(name, precision):
    """Takes one step and returns the loss and all tensors it gives."""
    model = filled(name).to(precision)
    images = torch.from_numpy(golden_tensors.images(IMAGES[name])).to(precision)
    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    optimiser = torch.optim.SGD(
        [{"params": decayed, "weight_decay": DECAY}, {"params": others, "weight_decay": 0}],
        lr=RATE, momentum=MOMENTUM)
    features = {}
    model.layer4.register_forward_hook(lambda *call: features.update(features=call[2].detach()))
    labels = torch.arange(len(images)) % CLASSES
    loss = torch.nn.functional.cross_entropy(model(images), labels)
    loss.backward()
    gradients = {n: p.grad.clone() for n, p in model.named_parameters()}
    optimiser.step()
    buffers = {n: b for n, b in model.named_buffers() if "running" in n}
    return loss.item(), {
        "features": features, "gradients": gradients,
        "parameters": {n: p.detach() for n, p in model.named_parameters()}, "statistics": buffers,
    }


def summary(tensor):
    """The norm, and four elements at equal distances."""
    flat = tensor.flatten().double()
    return [flat.norm().item()] + flat[:: max(1, flat.numel() // 4)][:4].tolist()


def distance(found, exact, reference):
    """How far two summaries are apart, relative to the root mean square of a tensor."""
    root = reference.double().square().mean().sqrt().item()
    one, two = summary(found), summary(exact)
    elements = (sum((a - b) ** 2 for a, b in zip(one[1:], two[1:])) / 4) ** 0.5
    return max(abs(one[0] - two[0]) / exact.numel() ** 0.5, elements) / root


def reference(name, group):
    """The tensor to which the errors of another are relative."""
    scale = group.get(name.removesuffix("bias") + "weight")
    return scale if name.endswith("bias") and scale.dim() == 1 else group[name]


def entry(name):
    loss, tensors = step(name, torch.float32)
    exact_loss, exact = step(name, torch.float64)
    distances = {"loss": abs(loss / exact_loss - 1)}
    for kind, group in tensors.items():
        of = reference if kind == "gradients" else lambda name, tensors: tensors[name]
        distances[kind] = max(
            distance(group[n], exact[kind][n], of(n, exact[kind])) for n in group)
    print(name, loss, distances)
    return {
        "imageShape": IMAGES[name], "classes": CLASSES, "rate": RATE, "momentum": MOMENTUM,
        "decay": DECAY, "loss": golden_tensors.rounded([loss])[0],
        "distance": {kind: float(f"{value:.2g}") for kind, value in distances.items()},
        **{
            kind: {n: golden_tensors.rounded(summary(t)) for n, t in group.items()}
            for kind, group in tensors.items()
        },
    }


def main():
    path = pathlib.Path(__file__).parent.parent / "TrainingTests/Golden/training-step.json"
    versions = f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}"
    golden_tensors.write(path, versions, "networks", {name: entry(name) for name in IMAGES})


if __name__ == "__main__":
    main()
