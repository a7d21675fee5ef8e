"""The objectives of trainings in PyTorch, from the formulas of their papers and of the authors' code.

What `train_in_pytorch.py` trains with. Nothing here is taken from the package: of its documentation
it follows the meaning of settings, and two rules where authors differ, that a query is not among its own
positives, and that tuples of cirtorch are all those of a batch, of which the mean is taken.

`objective(settings, network, classes)` is a module; called with a network, images and labels it returns
the loss. Labels are whole numbers from 0, and images that share one are positives.
"""

import copy
import math

import torch
from torch import nn
from torch.nn import functional


def masks(labels):
    """Which columns are positives of each row, and which are wrong."""
    same = labels[:, None] == labels[None, :]
    return same & ~torch.eye(len(labels), dtype=torch.bool), ~same


def histograms(closeness, labels, bins):
    """For each query the positives and the wrong rows in each bin, the closest bin first.

    Closeness, (row, row), is in units of bins, 0 at the centre of the last and `bins - 1` at that of the
    first; a row is shared by the two bins around it.
    """
    centres = torch.arange(bins - 1, -1, -1)
    shares = (1 - (closeness[:, :, None] - centres).abs()).clamp(min=0)
    positive, wrong = masks(labels)
    return (shares * positive[:, :, None]).sum(1), (shares * wrong[:, :, None]).sum(1)


def binned(rows, labels, bins, span):
    """Histograms over similarities, of which those beyond the end centres are in the end bins."""
    lower, upper = span
    similarities = (rows @ rows.T).clamp(lower, upper)
    return histograms((similarities - lower) * (bins - 1) / (upper - lower), labels, bins)


def listwise_ap(rows, labels, settings):
    """Revaud et al. 2019, equations 5 to 9; APLoss of deep-image-retrieval."""
    positives, wrong = binned(rows, labels, settings["bins"], settings["range"])
    precision = positives.cumsum(1) / ((positives + wrong).cumsum(1) + 1e-16)
    return 1 - (precision * positives).sum(1).div(positives.sum(1)).mean()


def tie_aware_ap(rows, labels, settings):
    """He et al. 2018, AP_r, simplified: apr_s_forward.m of TALR."""
    positives, wrong = binned(rows, labels, settings["bins"], settings["range"])
    found, seen = positives.cumsum(1), (positives + wrong).cumsum(1)
    found_before = functional.pad(found, (1, 0))[:, :-1]
    seen_before = functional.pad(seen, (1, 0))[:, :-1]
    precision = (found_before + found + 1) / (seen_before + seen + 1)
    return 1 - (precision * positives).sum(1).div(positives.sum(1)).mean()


def fast_ap(rows, labels, settings):
    """Cakir et al. 2019: squared distances from 0 to 4 in so many parts, a bin at each edge."""
    parts = settings["bins"]
    distances = (rows[:, None] - rows[None]).pow(2).sum(2)
    positives, wrong = histograms(parts - distances * parts / 4, labels, parts + 1)
    seen = (positives + wrong).cumsum(1)
    terms = positives * positives.cumsum(1) / seen.clamp(min=1e-16)
    return 1 - terms.sum(1).div(masks(labels)[0].sum(1)).mean()


def ranked_ap(rows, labels, step):
    """One less the mean of AP with R = 1 + the sum of steps of those that lead; Brown et al. 2020, eq. 6.

    `step` makes steps from leads, (query, row, other), and from whether row and other are positives.
    """
    similarities = rows @ rows.T
    positive, wrong = masks(labels)
    leads = similarities[:, None, :] - similarities[:, :, None]
    both = positive[:, :, None] & positive[:, None, :]
    steps = step(leads, both) * ~torch.eye(len(rows), dtype=torch.bool)
    among_positives = 1 + (steps * positive[:, None, :]).sum(2)
    among_all = among_positives + (steps * wrong[:, None, :]).sum(2)
    return 1 - (among_positives / among_all * positive).sum(1).div(positive.sum(1)).mean()


def smooth_ap(rows, labels, settings):
    """Brown et al. 2020, L_AP."""
    return ranked_ap(
        rows, labels, lambda leads, _: torch.sigmoid(leads / settings["temperature"]))


def roadmap(rows, labels, settings):
    """Ramzi et al. 2021: SupAP (step_rank of their code) and calibration, in the shares of the settings."""

    def step(leads, both):
        raised = torch.sigmoid(leads / settings["temperature"]) + 0.5 * (leads > 0)
        line = settings["slope"] * leads + settings["offset"]
        true_step = (leads >= 0).float()
        return torch.where(both, true_step, torch.where(leads > settings["margin"], line, raised))

    def mean_of_missed(shortfalls):
        missed = shortfalls[shortfalls > 0]
        return missed.mean() if len(missed) else shortfalls.sum() * 0

    positive, wrong = masks(labels)
    similarities = rows @ rows.T
    calibration = (
        mean_of_missed(functional.relu(settings["positiveSimilarity"] - similarities[positive]))
        + mean_of_missed(functional.relu(similarities[wrong] - settings["negativeSimilarity"])))
    share = settings["calibration"]
    return (1 - share) * ranked_ap(rows, labels, step) + share * calibration


def contrastive_pair(rows, labels, settings):
    """contrastive_loss of cirtorch: every query and positive with all wrong rows."""
    distances = (rows[:, None] - rows[None] + 1e-6).pow(2).sum(2).sqrt()
    positive, wrong = masks(labels)
    near = 0.5 * distances.pow(2)
    far = 0.5 * (settings["margin"] - distances).clamp(min=0).pow(2)
    return (near + (far * wrong).sum(1, keepdim=True))[positive].mean()


def triplet(rows, labels, settings):
    """triplet_loss of cirtorch: every query and positive with all wrong rows."""
    distances = (rows[:, None] - rows[None]).pow(2).sum(2)
    positive, wrong = masks(labels)
    losses = (distances[:, :, None] - distances[:, None, :] + settings["margin"]).clamp(min=0)
    return (losses * wrong[:, None, :]).sum(2)[positive].mean()


def nt_xent(rows, labels, settings):
    """Chen et al. 2020, equation 1; rows 2i and 2i + 1 are the views of one image."""
    logits = (rows @ rows.T / settings["temperature"]).fill_diagonal_(-math.inf)
    return functional.cross_entropy(logits, torch.arange(len(rows)) ^ 1)


def supcon(rows, labels, settings):
    """Khosla et al. 2020, equation 2 (L_out)."""
    logits = rows @ rows.T / settings["temperature"]
    positive = masks(labels)[0]
    others = logits.masked_fill(torch.eye(len(rows), dtype=torch.bool), -math.inf)
    terms = logits - others.logsumexp(1, keepdim=True)
    return -((terms * positive).sum(1) / positive.sum(1)).mean()


def arcface(cosines, labels, settings):
    """Deng et al. 2019, L₃; past π − m the angle's cosine is continued, as in the authors' code."""
    margin = settings["margin"]
    right = cosines.gather(1, labels[:, None]).clamp(-1 + 1e-7, 1 - 1e-7)
    moved = torch.where(
        right > math.cos(math.pi - margin), torch.cos(torch.acos(right) + margin),
        right - margin * math.sin(margin))
    return functional.cross_entropy(
        settings["scale"] * cosines.scatter(1, labels[:, None], moved), labels)


def cosface(cosines, labels, settings):
    """Wang et al. 2018, L_lmc."""
    moved = cosines - settings["margin"] * functional.one_hot(labels, cosines.shape[1])
    return functional.cross_entropy(settings["scale"] * moved, labels)


class GeM(nn.Module):
    """Radenović et al. 2019, equation 3, and unit length."""

    def __init__(self, exponent, learnt):
        super().__init__()
        self.exponent = nn.Parameter(torch.tensor(float(exponent)), requires_grad=learnt)

    def forward(self, features):
        powers = features.clamp(min=1e-6).pow(self.exponent)
        return functional.normalize(powers.mean((2, 3)).pow(1 / self.exponent))


class Classification(nn.Module):
    """Cross-entropy over a linear layer behind the mean of each channel."""

    def __init__(self, channels, classes):
        super().__init__()
        self.layer = nn.Linear(channels, classes)

    def forward(self, network, images, labels):
        return functional.cross_entropy(self.layer(network(images).mean((2, 3))), labels)


class OfDescriptors(nn.Module):
    """A loss over descriptors and labels."""

    def __init__(self, loss, settings):
        super().__init__()
        self.loss, self.settings = loss, settings
        self.pooling = GeM(settings["gemExponent"], settings["learnGemExponent"])

    def forward(self, network, images, labels):
        return self.loss(self.pooling(network(images)), labels, self.settings)


class OfDirections(OfDescriptors):
    """A loss over the cosines of descriptors with a learnt direction of each class."""

    def __init__(self, loss, settings, channels, classes):
        super().__init__(loss, settings)
        # The deviation of insightface.
        self.directions = nn.Parameter(0.01 * torch.randn(classes, channels))

    def forward(self, network, images, labels):
        directions = functional.normalize(self.directions)
        return self.loss(self.pooling(network(images)) @ directions.T, labels, self.settings)


class OfProjections(nn.Module):
    """A loss over the projections of the means of channels.

    SimCLR's head: linear layers, each standardised over the batch, all but the last rectified.
    """

    def __init__(self, loss, settings, channels):
        super().__init__()
        self.loss, self.settings = loss, settings
        layers = []
        for outputs in settings["projection"]:
            layers += [
                nn.Linear(channels, outputs), nn.BatchNorm1d(outputs, affine=False), nn.ReLU()]
            channels = outputs
        self.projection = nn.Sequential(*layers[:-1])

    def forward(self, network, images, labels):
        projections = self.projection(network(images).mean((2, 3)))
        return self.loss(functional.normalize(projections), labels, self.settings)


class MomentumContrast(nn.Module):
    """He et al. 2020, algorithm 1; of the images the first half are queries, the others their keys."""

    def __init__(self, settings, network):
        super().__init__()
        self.settings = settings
        layers, channels = [], network.channels
        for outputs in settings["projection"]:
            layers += [nn.Linear(channels, outputs), nn.ReLU()]
            channels = outputs
        self.projection = nn.Sequential(*layers[:-1])
        # A list of its own, so that it is neither trained nor a part of what is.
        self.followers = [copy.deepcopy(module) for module in (network, self.projection)]
        self.queue = functional.normalize(torch.randn(settings["queueLength"], channels))

    @torch.no_grad()
    def keys(self, network, images):
        momentum = self.settings["momentum"]
        for follower, leader in zip(self.followers, (network, self.projection)):
            for own, other in zip(follower.parameters(), leader.parameters()):
                own.mul_(momentum).add_(other, alpha=1 - momentum)
        encoder, projection = self.followers
        return functional.normalize(projection(encoder(images).mean((2, 3))))

    def forward(self, network, images, labels):
        first, second = images.chunk(2)
        keys = self.keys(network, second)
        queries = functional.normalize(self.projection(network(first).mean((2, 3))))
        right = (queries * keys).sum(1, keepdim=True)
        logits = torch.cat([right, queries @ self.queue.T], 1) / self.settings["temperature"]
        self.queue = torch.cat([self.queue, keys])[len(keys):]
        return functional.cross_entropy(logits, torch.zeros(len(first), dtype=torch.long))


PROJECTED = {"nt-xent": nt_xent, "supcon": supcon}
DIRECTED = {"arcface": arcface, "cosface": cosface}
DESCRIBED = {
    "contrastive-pair": contrastive_pair, "triplet": triplet, "listwise-ap": listwise_ap,
    "tie-aware-ap": tie_aware_ap, "smooth-ap": smooth_ap, "fast-ap": fast_ap, "roadmap": roadmap,
}


def objective(settings, network, classes):
    """The module that computes the loss of a recipe's objective."""
    kind = settings["kind"]
    if kind == "cross-entropy":
        return Classification(network.channels, classes)
    if kind == "moco":
        return MomentumContrast(settings, network)
    if kind in PROJECTED:
        return OfProjections(PROJECTED[kind], settings, network.channels)
    if kind in DIRECTED:
        return OfDirections(DIRECTED[kind], settings, network.channels, classes)
    if kind in DESCRIBED:
        return OfDescriptors(DESCRIBED[kind], settings)
    raise ValueError(f"the objective {kind} is not known here")
