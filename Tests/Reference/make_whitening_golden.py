"""Writes Tests/RetrievalTests/Golden/whitening.json with NumPy.

Made with Python 3.11, numpy 2.4.6:

    python3 Tests/Reference/make_whitening_golden.py Tests/RetrievalTests/Golden

Inputs are float32 draws; the whitening is computed from them in float64.
"""

import json
import pathlib
import sys

import numpy

SEED = 20220913


def matrix(array):
    array = numpy.asarray(array, dtype=numpy.float32)
    return {
        "rows": array.shape[0],
        "columns": array.shape[1],
        "elements": [float(value) for value in array.ravel()],
    }


def unit(rows):
    return rows / (numpy.linalg.norm(rows, axis=1, keepdims=True) + 1e-6)


def whitening(training, kept, floor):
    mean = training.mean(axis=0)
    deviations = training - mean
    values, vectors = numpy.linalg.eigh(deviations.T @ deviations / len(training))
    values, vectors = values[::-1], vectors[:, ::-1].T
    largest = vectors[numpy.arange(len(vectors)), numpy.abs(vectors).argmax(axis=1)]
    vectors = vectors * numpy.sign(largest)[:, None]
    raised = numpy.maximum(values, floor * values[0])
    return mean, (vectors / numpy.sqrt(raised)[:, None])[:kept], values[:kept]


def case(generator, rows, columns, kept, floor):
    mixing = generator.standard_normal((columns, columns))
    training = unit(generator.standard_normal((rows, columns)) @ mixing + 0.5)
    training = training.astype(numpy.float32)
    others = unit(generator.standard_normal((4, columns)) @ mixing).astype(numpy.float32)
    mean, projection, variances = whitening(training.astype(numpy.float64), kept, floor)
    return {
        "training": matrix(training),
        "kept": kept,
        "floor": floor,
        "others": matrix(others),
        "mean": [float(value) for value in mean],
        "projection": matrix(projection),
        "variances": [float(value) for value in variances],
        "whitened": matrix(unit((others - mean) @ projection.T)),
    }


def main(folder):
    generator = numpy.random.default_rng(SEED)
    cases = [case(generator, 40, 6, 6, 0.0), case(generator, 30, 8, 3, 0.2)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "whitening.json").write_text(json.dumps(cases, indent=1) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
