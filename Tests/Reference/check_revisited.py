"""Checks `iir evaluate` on Revisited Oxford and Paris against the formulas, to 1e-9.

Computes Easy, Medium and Hard mAP, mP@1, 5, 10 and the values of each query in exact fractions, for
random and adversarial rankings: perfect, reversed, junk first, positives last, truncated, empty, ties
broken by index, queries without positives, and random ones of several lengths. Writes each set of
rankings to an HDF5 file as `iir rank` does, and compares what `iir evaluate --json` says of it.

The rules: junk is removed from the ranking; average precision is the trapezoid sum over positives
j = 0, 1, … at rank r from 0, ((j/r or 1 when r = 0) + (j+1)/(r+1)) / 2n; positives that the ranking
lacks count in n only; precision at k is taken at k or at the last positive found, whichever comes
first; queries without positives are dropped from the means.

Run: python3 check_revisited.py gnd_roxford5k.pkl [gnd_rparis6k.pkl …] --iir .build/release/iir
Needs h5py, which needs numpy. Made with Python 3.11, random seed 20180311.
"""

import argparse
import json
import pathlib
import pickle
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

import h5py

CUTOFFS = (1, 5, 10)
SETTINGS = {
    "easy": (("easy",), ("junk", "hard")),
    "medium": (("easy", "hard"), ("junk",)),
    "hard": (("hard",), ("junk", "easy")),
}
TOLERANCE = 1e-9


class PlainUnpickler(pickle.Unpickler):
    """Reads lists, dictionaries, numbers and text, and NumPy arrays of them; nothing else runs."""

    def find_class(self, module, name):
        if module.split(".")[0] == "numpy" and name in {
            "_reconstruct", "ndarray", "dtype", "scalar",
        }:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"the file wants {module}.{name}")


def read_ground_truth(path):
    with open(path, "rb") as file:
        truth = PlainUnpickler(file, encoding="latin1").load()
    queries = [
        {name: [int(i) for i in entry[name]] for name in ("easy", "hard", "junk")}
        for entry in truth["gnd"]
    ]
    return list(map(str, truth["imlist"])), list(map(str, truth["qimlist"])), queries


def score(ranking, lists, setting):
    """Returns AP and P@1, 5, 10 of one query as fractions, or None when it has no positives."""
    wanted, ignored = SETTINGS[setting]
    positives = {i for name in wanted for i in lists[name]}
    junk = {i for name in ignored for i in lists[name]}
    if not positives:
        return None
    kept = [i for i in ranking if i not in junk]
    ranks = [rank for rank, image in enumerate(kept) if image in positives]
    area = Fraction(0)
    for j, rank in enumerate(ranks):
        before = Fraction(j, rank) if rank else Fraction(1)
        area += (before + Fraction(j + 1, rank + 1)) / (2 * len(positives))
    values = {"AP": area}
    for k in CUTOFFS:
        reach = min(k, ranks[-1] + 1) if ranks else 0
        found = sum(rank < reach for rank in ranks)
        values[f"P@{k}"] = Fraction(found, reach) if reach else Fraction(0)
    return values


def ordered(images, lists, order):
    """Returns all images with those of the named lists first or last, in their own order."""
    place = {i: n for n, name in enumerate(order) if name != "rest" for i in lists[name]}
    rest = order.index("rest")
    return sorted(images, key=lambda i: (place.get(i, rest), i))


def ranking_sets(size, queries, generator):
    """Yields the name of a case and one ranking a query."""
    images = list(range(size))
    orders = {
        "perfect": ("easy", "hard", "rest", "junk"),
        "hard first": ("hard", "easy", "rest", "junk"),
        "junk first": ("junk", "easy", "hard", "rest"),
        "junk between": ("easy", "junk", "hard", "rest"),
        "positives last": ("rest", "junk", "hard", "easy"),
        "wrong first": ("rest", "easy", "hard", "junk"),
    }
    for name, order in orders.items():
        yield name, [ordered(images, lists, order) for lists in queries]
        yield f"{name}, reversed", [ordered(images, lists, order)[::-1] for lists in queries]
        yield f"{name}, first 10", [ordered(images, lists, order)[:10] for lists in queries]
    yield "by index", [images for _ in queries]
    yield "by index, reversed", [images[::-1] for _ in queries]
    yield "empty", [[] for _ in queries]
    yield "one image each", [[n % size] for n, _ in enumerate(queries)]
    yield "junk only", [sorted(lists["junk"]) for lists in queries]
    yield "easy only", [sorted(lists["easy"]) for lists in queries]
    yield "hard only", [sorted(lists["hard"]) for lists in queries]
    yield "no positives", [
        [i for i in images[:2000] if i not in set(lists["easy"] + lists["hard"])]
        for lists in queries
    ]
    number = 0
    while True:
        number += 1
        length = generator.choice((1, 2, 5, 10, 11, 100, 1000, size))
        shift = generator.choice((0.0, 0.2, 1.0, 3.0))
        levels = generator.choice((0, 3, 50))
        yield f"random {number}: {length} of {size}, shift {shift}, {levels} levels", [
            drawn(images, lists, length, shift, levels, generator) for lists in queries
        ]


def drawn(images, lists, length, shift, levels, generator):
    """Returns a ranking by noisy scores; few levels make ties, which the lower index wins."""
    positives = set(lists["easy"] + lists["hard"])
    scores = [generator.gauss(shift if i in positives else 0.0, 1.0) for i in images]
    if levels:
        scores = [round(value * levels / 6) for value in scores]
    return sorted(images, key=lambda i: (-scores[i], i))[:length]


def write_rankings(path, rankings, names, query_names):
    width = max(1, max(map(len, rankings)))
    rows = [ranking + [-1] * (width - len(ranking)) for ranking in rankings]
    scores = [[float(width - place) for place in range(width)] for _ in rows]
    with h5py.File(path, "w") as file:
        file.create_dataset("ranks", data=rows, dtype="i4")
        file.create_dataset("scores", data=scores, dtype="f4")
        text = h5py.string_dtype("utf-8")
        file.create_dataset("queries", data=query_names, dtype=text)
        file.create_dataset("database", data=names, dtype=text)


def evaluate(iir, truth, ranks):
    command = [iir, "evaluate", "--ground-truth", truth, "--ranks", ranks, "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {run.returncode}: {run.stderr}")
    return json.loads(run.stdout)


def differences(said, rankings, queries, query_names):
    """Yields what `iir` says otherwise than the formulas."""
    expected = [
        {setting: score(ranking, lists, setting) for setting in SETTINGS}
        for ranking, lists in zip(rankings, queries)
    ]
    if [entry["query"] for entry in said["perQuery"]] != query_names:
        yield "the queries are named otherwise, or stand in another order"
        return
    for setting in SETTINGS:
        dropped = [q for q, e in zip(query_names, expected) if e[setting] is None]
        if said["dropped"].get(setting, []) != dropped:
            yield f"{setting}: dropped are {said['dropped'].get(setting)}, expected {dropped}"
        kept = [e[setting] for e in expected if e[setting] is not None]
        for measure in ["AP"] + [f"P@{k}" for k in CUTOFFS]:
            mean = sum(e[measure] for e in kept) / len(kept) if kept else None
            yield from difference(said["results"][setting].get(f"m{measure}"), mean, setting, measure)
            for name, entry, wanted in zip(query_names, said["perQuery"], expected):
                value = wanted[setting] and wanted[setting][measure]
                found = entry[setting] and entry[setting][measure]
                yield from difference(found, value, f"{setting} of {name}", measure)


def difference(found, expected, where, measure):
    if found is None and expected is None:
        return
    if found is None or expected is None or abs(found - float(expected)) > TOLERANCE:
        shown = None if expected is None else float(expected)
        yield f"{where}: {measure} is {found}, expected {shown}"


def check(iir, path, count, folder):
    names, query_names, queries = read_ground_truth(path)
    generator = random.Random(20180311)
    cases = ranking_sets(len(names), queries, generator)
    failures = 0
    for number in range(count):
        case, rankings = next(cases)
        ranks = pathlib.Path(folder) / "ranks.h5"
        write_rankings(ranks, rankings, names, query_names)
        found = list(differences(evaluate(iir, path, ranks), rankings, queries, query_names))
        if found:
            failures += 1
            print(f"{path}, {case}: {len(found)} values differ: {'; '.join(found[:3])}")
    values = count * len(SETTINGS) * (len(queries) + 1) * (len(CUTOFFS) + 1)
    print(f"{path}: {count} sets of rankings, {values} values, {failures} sets differ")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("truths", nargs="+", metavar="gnd_*.pkl")
    parser.add_argument("--iir", default=".build/release/iir")
    parser.add_argument("--count", type=int, default=200, help="sets of rankings a file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        failures = sum(check(options.iir, path, options.count, folder) for path in options.truths)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
