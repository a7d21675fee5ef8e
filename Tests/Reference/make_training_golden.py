"""Writes Tests/TrainingTests/Golden/losses.json and optimisers.json with PyTorch.

Made with Python 3.11, torch 2.15.0, numpy 2.4.6:

    python3 Tests/Reference/make_training_golden.py Tests/TrainingTests/Golden

Inputs are float32 draws; losses and gradients are computed from them in float64 by autograd,
optimisers in float32 by torch.optim itself. PyTorch has no LARS: it is computed by the formula of
You, Gitman and Ginsburg 2017, algorithm 1, in float64.
"""

import json
import pathlib
import sys

import numpy
import torch

SEED = 20220913


def draws(generator, *shape):
    return generator.standard_normal(shape).astype(numpy.float32)


def matrix(array):
    array = numpy.asarray(array, dtype=numpy.float32)
    return {
        "rows": array.shape[0],
        "columns": array.shape[1],
        "elements": [float(value) for value in array.ravel()],
    }


def differentiated(function, values):
    leaf = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    loss = function(leaf)
    loss.backward()
    return {"input": matrix(values), "value": loss.item(), "gradient": matrix(leaf.grad.numpy())}


def cross_entropy(generator):
    labels = [3, 0, 4, 4, 1, 2, 0]
    case = differentiated(
        lambda logits: torch.nn.functional.cross_entropy(logits, torch.tensor(labels)),
        3 * draws(generator, 7, 5),
    )
    return {**case, "labels": labels}


def nt_xent(generator, temperature):
    def loss(projections):
        unit = projections / (projections.norm(dim=1, keepdim=True) + 1e-6)
        logits = unit @ unit.T / temperature
        logits = logits.masked_fill(torch.eye(len(unit), dtype=torch.bool), -torch.inf)
        other_view = torch.arange(len(unit)) ^ 1
        return torch.nn.functional.cross_entropy(logits, other_view)

    return {**differentiated(loss, draws(generator, 10, 6)), "temperature": temperature}


def listwise_ap(generator, bins, lower, upper, includes_self):
    """The dense form: every similarity is assigned to every bin."""
    labels = torch.tensor([0, 1, 2, 0, 1, 2, 0, 3, 1, 2, 2, 0])

    def loss(descriptors):
        similarities = descriptors @ descriptors.T
        width = (upper - lower) / (bins - 1)
        assigned = []
        for index in range(bins):
            share = 1 - (similarities - (upper - index * width)).abs() / width
            if index == 0:
                share = torch.where(similarities > upper, torch.ones_like(share), share)
            if index == bins - 1:
                share = torch.where(similarities < lower, torch.ones_like(share), share)
            assigned.append(share.clamp(min=0))
        assigned = torch.stack(assigned)
        positive = (labels[:, None] == labels[None, :]).double()
        taking_part = torch.ones_like(positive)
        if not includes_self:
            taking_part = taking_part - torch.eye(len(labels), dtype=torch.float64)
        counts = (assigned * taking_part).sum(dim=2)
        positives = (assigned * positive * taking_part).sum(dim=2)
        precision = positives.cumsum(0) / (1e-16 + counts.cumsum(0))
        totals = (positive * taking_part).sum(dim=1)
        rows = totals > 0
        average = (precision * positives)[:, rows].sum(0) / totals[rows]
        return 1 - average.mean()

    values = draws(generator, 12, 6) + 0.4
    values /= numpy.linalg.norm(values, axis=1, keepdims=True)
    return {
        **differentiated(loss, values),
        "labels": labels.tolist(),
        "bins": bins,
        "lower": lower,
        "upper": upper,
        "includesSelf": includes_self,
    }


def trajectory(generator, make, rates, **settings):
    """Five steps of one decayed matrix and one bias without decay."""
    weight, bias = draws(generator, 3, 4), draws(generator, 1, 4)
    gradients = [(draws(generator, 3, 4), draws(generator, 1, 4)) for _ in rates]
    leaves = [torch.nn.Parameter(torch.tensor(values)) for values in (weight, bias)]
    decay = settings["weightDecay"]
    optimiser = make(
        [{"params": leaves[:1], "weight_decay": decay}, {"params": leaves[1:], "weight_decay": 0}],
    )
    after = []
    for rate, step in zip(rates, gradients):
        for group in optimiser.param_groups:
            group["lr"] = rate
        for leaf, gradient in zip(leaves, step):
            leaf.grad = torch.tensor(gradient)
        optimiser.step()
        after.append([matrix(leaf.detach().numpy()) for leaf in leaves])
    return {
        **settings,
        "start": [matrix(weight), matrix(bias)],
        "rates": rates,
        "gradients": [[matrix(values) for values in step] for step in gradients],
        "after": after,
    }


class LARS:
    """The formula, tensor by tensor; those of one row are biases, neither adapted nor decayed."""

    def __init__(self, groups, momentum, trust_coefficient, epsilon):
        self.param_groups = groups
        self.momentum = momentum
        self.trust_coefficient = trust_coefficient
        self.epsilon = epsilon
        self.velocities = {}

    def step(self):
        for group in self.param_groups:
            for leaf in group["params"]:
                weight, gradient = leaf.detach().double(), leaf.grad.double()
                decay, local_rate = 0.0, 1.0
                if len(weight) > 1:
                    decay = group["weight_decay"]
                    local_rate = (
                        self.trust_coefficient
                        * weight.norm()
                        / (gradient.norm() + decay * weight.norm() + self.epsilon)
                    )
                velocity = self.velocities.get(leaf, torch.zeros_like(weight))
                velocity = self.momentum * velocity + group["lr"] * local_rate * (
                    gradient + decay * weight
                )
                self.velocities[leaf] = velocity
                leaf.data.copy_(weight - velocity)


def main(folder):
    generator = numpy.random.default_rng(SEED)
    rates = [0.1, 0.2, 0.05, 0.1, 0.01]
    losses = {
        "crossEntropy": cross_entropy(generator),
        "ntXent": [nt_xent(generator, temperature) for temperature in (0.5, 0.1)],
        "listwiseAP": [
            listwise_ap(generator, 20, -1.0, 1.0, False),
            listwise_ap(generator, 25, 0.0, 1.0, False),
            listwise_ap(generator, 10, 0.2, 0.7, True),
        ],
    }
    sgd = [
        trajectory(
            generator,
            lambda groups: torch.optim.SGD(groups, lr=0.1, momentum=momentum, nesterov=nesterov),
            rates,
            momentum=momentum,
            nesterov=nesterov,
            weightDecay=decay,
        )
        for momentum, nesterov, decay in ((0.9, False, 0.05), (0.9, True, 0.05), (0.0, False, 0.0))
    ]
    adam = [
        trajectory(
            generator,
            lambda groups: torch.optim.AdamW(groups, lr=0.1, betas=(0.8, 0.95), eps=1e-6),
            rates,
            meanDecay=0.8,
            squareDecay=0.95,
            epsilon=1e-6,
            weightDecay=0.3,
        )
    ]
    coupled_adam = [
        trajectory(
            generator,
            lambda groups: torch.optim.Adam(groups, lr=0.1, betas=(0.8, 0.95), eps=1e-6),
            rates,
            meanDecay=0.8,
            squareDecay=0.95,
            epsilon=1e-6,
            weightDecay=0.3,
        )
    ]
    lars = [
        trajectory(
            generator,
            lambda groups: LARS(groups, momentum=0.9, trust_coefficient=0.02, epsilon=1e-3),
            rates,
            momentum=0.9,
            trustCoefficient=0.02,
            epsilon=1e-3,
            weightDecay=0.3,
        )
    ]
    optimisers = {"sgd": sgd, "adamW": adam, "adam": coupled_adam, "lars": lars}
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in (("losses", losses), ("optimisers", optimisers)):
        (folder / f"{name}.json").write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
