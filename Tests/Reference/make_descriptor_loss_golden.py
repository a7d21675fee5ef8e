"""Writes Tests/TrainingTests/Golden/descriptor-losses.json with PyTorch and pytorch-metric-learning.

Made with Python 3.11, torch 2.15.0, numpy 2.4.6, pytorch-metric-learning 2.9.0:

    python3 Tests/Reference/make_descriptor_loss_golden.py Tests/TrainingTests/Golden

Inputs are float32 draws that are not of unit length; losses and gradients with respect to them are
computed in float64 by autograd, with the rows brought to unit length first. SupCon, ArcFace, CosFace,
FastAP and smooth AP are those of pytorch-metric-learning. What it has in another form is computed here from
the formulas of the authors' code: cirtorch's contrastive_loss and triplet_loss over all tuples of a batch, and over mined tuples as cirtorch lays
them out; SupAP and calibration of ROADMAP, and the simplified tie-aware AP of "Hashing as Tie-Aware Learning to Rank".
"""

import json
import pathlib
import sys

import numpy
import torch
from pytorch_metric_learning import losses

SEED = 20251130


def matrix(array):
    array = numpy.asarray(array, dtype=numpy.float32)
    return {
        "rows": array.shape[0],
        "columns": array.shape[1],
        "elements": [float(value) for value in array.ravel()],
    }


def unit_length(rows):
    return rows / rows.norm(dim=1, keepdim=True)


def tuples(labels):
    """Every query and positive, with all rows of other labels."""
    indices = range(len(labels))
    for query in indices:
        negatives = [i for i in indices if labels[i] != labels[query]]
        for positive in indices:
            if positive != query and labels[positive] == labels[query]:
                yield query, positive, negatives


def contrastive_pair(rows, labels, margin=0.7, epsilon=1e-6):
    terms = []
    for query, positive, negatives in tuples(labels):
        others = rows[[positive, *negatives]]
        target = torch.tensor([1.0] + [0.0] * len(negatives), dtype=torch.float64)
        distance = (rows[query] - others + epsilon).pow(2).sum(1).sqrt()
        near = 0.5 * target * distance.pow(2)
        far = 0.5 * (1 - target) * (margin - distance).clamp(min=0).pow(2)
        terms.append((near + far).sum())
    return torch.stack(terms).mean()


def triplet(rows, labels, margin=0.1):
    terms = []
    for query, positive, negatives in tuples(labels):
        near = (rows[query] - rows[positive]).pow(2).sum()
        far = (rows[query] - rows[negatives]).pow(2).sum(1)
        terms.append((near - far + margin).clamp(min=0).sum())
    return torch.stack(terms).mean()


def mined_contrastive(columns, roles, margin=0.7, epsilon=1e-6):
    """cirtorch's contrastive_loss: descriptors in columns, roles -1 of queries, 1 of positives, 0 of negatives."""
    count = int((roles == -1).sum())
    size = columns.shape[1] // count
    queries = columns[:, ::size].repeat_interleave(size - 1, dim=1)
    others, target = columns[:, roles != -1], roles[roles != -1]
    distance = (queries - others + epsilon).pow(2).sum(0).sqrt()
    near = 0.5 * target * distance.pow(2)
    far = 0.5 * (1 - target) * (margin - distance).clamp(min=0).pow(2)
    return (near + far).sum()


def mined_triplet(columns, roles, margin=0.1):
    """cirtorch's triplet_loss, of the same layout."""
    negatives = columns.shape[1] // int((roles == -1).sum()) - 2
    query = columns[:, roles == -1].repeat_interleave(negatives, dim=1)
    positive = columns[:, roles == 1].repeat_interleave(negatives, dim=1)
    near = (query - positive).pow(2).sum(0)
    far = (query - columns[:, roles == 0]).pow(2).sum(0)
    return (near - far + margin).clamp(min=0).sum()


def mined(function, tuples, negatives):
    """The sum over tuples that cirtorch takes, divided by their number."""
    roles = torch.tensor(([-1] + [1] + [0] * negatives) * tuples)
    return lambda rows: function(rows.T, roles) / tuples


def queries(labels):
    """Every row with positives, its positives and the others, as masks."""
    labels = torch.tensor(labels)
    for query in range(len(labels)):
        same = labels == labels[query]
        positive = same.clone()
        positive[query] = False
        if positive.any():
            yield query, positive, ~same


def roadmap(rows, labels, temperature=0.01, margin=0.05, slope=100.0, offset=1.44):
    """Half of SupAP and half of the calibration; the authors' code adds both as they are."""
    similarities = rows @ rows.T
    precisions = []
    for query, positive, negative in queries(labels):
        scores = similarities[query]
        lead = scores[None, :] - scores[positive][:, None]
        steps = torch.where(
            lead > margin,
            slope * lead + offset,
            torch.sigmoid(lead / temperature) + 0.5 * (lead > 0),
        )
        right = (lead[:, positive] >= 0).double().sum(1)
        wrong = steps[:, negative].sum(1)
        precisions.append((right / (right + wrong)).mean())
    ranks = 1 - torch.stack(precisions).mean()
    calibration = losses.ContrastiveLoss(
        pos_margin=0.9, neg_margin=0.6, distance=dot_product()
    )(rows, torch.tensor(labels))
    return 0.5 * ranks + 0.5 * calibration


def dot_product():
    from pytorch_metric_learning.distances import DotProductSimilarity

    return DotProductSimilarity(normalize_embeddings=False)


def tie_aware_ap(rows, labels, bins=12, lower=-1.0, upper=1.0):
    similarities = rows @ rows.T
    width = (upper - lower) / (bins - 1)
    precisions = []
    for query, positive, negative in queries(labels):
        centres = upper - width * torch.arange(bins, dtype=torch.float64)
        pulse = (1 - (similarities[query][None, :] - centres[:, None]).abs() / width).clamp(min=0)
        found, wrong = pulse[:, positive].sum(1), pulse[:, negative].sum(1)
        all_found, all_counts = found.cumsum(0), (found + wrong).cumsum(0)
        before = torch.cat([torch.zeros(1, dtype=torch.float64), all_found[:-1]])
        counts_before = torch.cat([torch.zeros(1, dtype=torch.float64), all_counts[:-1]])
        precision = (before + all_found + 1) / (counts_before + all_counts + 1)
        precisions.append((found * precision).sum() / positive.sum())
    return 1 - torch.stack(precisions).mean()


def case(generator, labels, function, columns=6, shift=0.0, weights=None):
    values = 4 * (generator.standard_normal((len(labels), columns)) + shift)
    values = values.astype(numpy.float32)
    leaf = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    loss = function(unit_length(leaf))
    loss.backward()
    return {
        "input": matrix(values),
        "labels": labels,
        "value": loss.item(),
        "gradient": matrix(leaf.grad.numpy()),
    }


def with_classes(generator, labels, loss):
    """A loss with class weights, which pytorch-metric-learning keeps as (dimension, class)."""
    loss = loss.double()
    weights = (4 * generator.standard_normal((4, 6))).astype(numpy.float32)
    loss.W.data = torch.tensor(weights.T.copy(), dtype=torch.float64)
    targets = torch.tensor(labels)
    result = case(generator, labels, lambda rows: loss(rows, targets))
    return {
        **result,
        "weights": matrix(weights),
        "weightGradient": matrix(loss.W.grad.numpy().T),
    }


def main(folder):
    generator = numpy.random.default_rng(SEED)
    uneven = [0, 1, 2, 0, 1, 2, 0, 3, 1, 2, 2, 0]
    even = [0, 0, 0, 1, 1, 1, 2, 2, 2]

    def library(loss, labels):
        return lambda rows: loss(rows, torch.tensor(labels))

    # No row alone: the library pairs rows that have nothing to find, too.
    paired = [0, 1, 2, 0, 1, 2, 0, 3, 1, 2, 2, 3]

    def of(function, labels=uneven):
        return lambda rows: function(rows, labels)

    results = {
        "supCon": case(generator, uneven, library(losses.SupConLoss(temperature=0.2), uneven)),
        "fastAP": case(generator, uneven, library(losses.FastAPLoss(num_bins=10), uneven)),
        "smoothAP": case(
            generator, even, library(losses.SmoothAPLoss(temperature=0.1), even), shift=0.5
        ),
        "contrastivePair": case(generator, uneven, of(contrastive_pair), shift=1.0),
        "triplet": case(generator, uneven, of(triplet), shift=1.0),
        "roadmap": case(generator, paired, of(roadmap, paired), shift=0.7),
        "tieAwareAP": case(generator, uneven, of(tie_aware_ap)),
        "arcFace": with_classes(
            generator,
            uneven,
            losses.ArcFaceLoss(
                num_classes=4, embedding_size=6, margin=float(numpy.degrees(0.5)), scale=16
            ),
        ),
        "cosFace": with_classes(
            generator,
            uneven,
            losses.CosFaceLoss(num_classes=4, embedding_size=6, margin=0.35, scale=16),
        ),
    }
    # Five tuples of cirtorch's size; an instance may be a negative of several anchors.
    instances = [i for anchor in range(5) for i in [anchor, anchor, *range(anchor + 1, anchor + 6)]]
    for name, function in [("minedPairs", mined_contrastive), ("minedTriplets", mined_triplet)]:
        results[name] = case(generator, instances, mined(function, 5, 5), shift=1.0)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "descriptor-losses.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
