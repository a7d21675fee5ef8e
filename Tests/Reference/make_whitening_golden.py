"""Writes Tests/RetrievalTests/Golden/whitening.json with NumPy.

Made with Python 3.11, numpy 2.4.6:

    python3 Tests/Reference/make_whitening_golden.py Tests/RetrievalTests/Golden

Descriptors are drawn from the formula of golden_tensors.py, in float32; the whitenings are computed
from them in float64, each by the rule of the project that is named: cirtorch divides the covariance by
N, VISSL leaves the scatter undivided, and dirtorch, which takes scikit-learn's decomposition, divides
by N − 1 and lifts no axis.
"""

import json
import pathlib
import sys

import numpy as np

from golden_tensors import draws

COLUMNS = 8


def spread(name, rows, decay):
    """Descriptors whose axes are no coordinates: axis i is decay^i long, all turned by a matrix of ±1.

    The sums of eight terms are exact in float64, and rounded to float32 once.
    """
    axes = draws(name, (rows, COLUMNS), 1.0, 0.25).astype(np.float64) * decay ** np.arange(COLUMNS)
    signs = [[(-1) ** bin(i & j).count("1") for j in range(COLUMNS)] for i in range(COLUMNS)]
    return (axes @ np.array(signs)).astype(np.float32).astype(np.float64)


def wide(name, rows, decay):
    """More dimensions than the training descriptors have rows."""
    return draws(name, (rows, 3 * COLUMNS), 1.0, 0.25).astype(np.float64)


def unit(rows, epsilon=1e-6):
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + epsilon)


def cirtorch(training, kept):
    """Axes from the singular values of the centred rows, so without forming a covariance."""
    _, lengths, axes = np.linalg.svd(training - training.mean(axis=0), full_matrices=False)
    return axes[:kept] * (np.sqrt(len(training)) / lengths[:kept, None]), 1e-6


def vissl(training, kept):
    centred = training - training.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    values = np.where(values < values.max() * 1e-5, values.max() * 1e-5, values)
    order = np.argsort(-values, kind="stable")[:kept]
    return (vectors[:, order] / np.sqrt(values[order])).T, 1e-6


def dirtorch(training, kept):
    _, lengths, axes = np.linalg.svd(training - training.mean(axis=0), full_matrices=False)
    return axes[:kept] / ((lengths**2 / (len(training) - 1)) ** 0.25)[:kept, None], 0


# The rule, its floor and power, training rows, directions kept, drawing, decay of the axes.
CASES = [
    ("cirtorch", cirtorch, 0.0, 0.5, 40, 8, spread, 0.5),
    ("cirtorch reduced", cirtorch, 0.0, 0.5, 23, 3, spread, 0.5),
    ("VISSL", vissl, 1e-5, 0.5, 40, 8, spread, 0.25),
    ("VISSL reduced", vissl, 1e-5, 0.5, 37, 5, spread, 0.25),
    ("VISSL, few images", vissl, 1e-5, 0.5, 15, 14, wide, 1.0),
    ("dirtorch", dirtorch, 0.0, 0.25, 40, 8, spread, 0.5),
    ("dirtorch reduced", dirtorch, 0.0, 0.25, 23, 5, spread, 0.5),
]


def case(name, rule, floor, power, rows, kept, drawing, decay):
    training = drawing(f"whitening {name}", rows, decay)
    others = drawing(f"whitening {name} others", 4, decay)
    matrix, epsilon = rule(training, kept)
    whitened = unit((others - training.mean(axis=0)) @ matrix.T, epsilon)
    values = np.linalg.svd(training - training.mean(axis=0), compute_uv=False) ** 2 / rows
    return {
        "name": name,
        "rows": rows,
        "kept": kept,
        "floor": floor,
        "power": power,
        "decay": decay,
        "mean": training.mean(axis=0).tolist(),
        "variances": np.pad(values, (0, max(0, kept - len(values))))[:kept].tolist(),
        # Axes below the floor stand in any order; products of descriptors do not mind.
        "axesAreUnique": bool(np.sum(values > floor * values[0]) >= kept),
        "whitened": whitened.ravel().tolist(),
        "products": (whitened @ whitened.T).ravel().tolist(),
    }


def main(folder):
    text = json.dumps([case(*description) for description in CASES])
    # Nine digits: 1e-9 beside a tolerance of 1e-5.
    rounded = json.loads(text, parse_float=lambda value: float(f"{float(value):.9g}"))
    (folder / "whitening.json").write_text(
        "[\n" + ",\n".join(json.dumps(one) for one in rounded) + "\n]\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
