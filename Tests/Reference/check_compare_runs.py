"""Checks `iir compare-runs` against repro_eval and SciPy on 200 random pairs of runs, to 1e-9.

Each pair has a baseline of either side and a file of judgements. Scores are of few levels, so that many are
equal; lists are cut, hold images that others lack, are of one length in every other pair, and `--top` cuts them
once more; in every fifth pair one of the four runs lacks a query. Compared are, query by query where that is how they are told,

  - repro_eval: Kendall's tau Union (`KTU`), truncated rank-biased overlap (`RBO`, its depth the length of the
    longer list), `RMSE`, effect ratio (`ER`) and difference of relative improvements (`DRI`), by trec_eval's AP;
  - SciPy: tau-b over the images of either list and over those of both (`kendalltau`), the p-value of the
    randomisation test (`permutation_test`, all assignments of signs);
  - the formula: extrapolated rank-biased overlap, the sum that eq. 32 of Webber, Moffat and Zobel 2010 stands
    for, in exact fractions.

Prints the number of values and the largest difference of each; ends with 1 and the first differences when any is
above 1e-9.

Run: python3 check_compare_runs.py --iir .build/release/iir
Needs numpy, pandas, scipy, pytrec_eval-terrier and repro_eval. Made with Python 3.11, random seed 20251130.
"""

import argparse
import copy
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

import numpy as np
from repro_eval.measure.document_order import KTU, RBO
from repro_eval.measure.effectiveness import RMSE
from repro_eval.measure.overall_effects import DRI, ER
from repro_eval.util import break_ties, evaluate_run, load_run, load_qrels
from scipy.stats import kendalltau, permutation_test

TOLERANCE = 1e-9
PAIRS = 200
METRIC = "manifest.mAP-rectangular"  # trec_eval's AP.


class Checker:
    """Counts comparisons, and keeps differences."""

    def __init__(self):
        self.counts = {}
        self.worst = {}
        self.problems = []

    def compare(self, source, where, ours, theirs):
        if theirs is not None and math.isnan(theirs):
            theirs = None
        if (ours is None) != (theirs is None):
            self.problems.append(f"{source}, {where}: {ours} and {theirs}")
        if ours is None or theirs is None:
            return
        difference = abs(float(ours) - float(theirs))
        self.counts[source] = self.counts.get(source, 0) + 1
        self.worst[source] = max(self.worst.get(source, 0), difference)
        if not difference <= TOLERANCE:
            self.problems.append(f"{source}, {where}: {ours} and {float(theirs)}")


def draw(queries, size, length, levels, generator):
    """Returns the lists of a run, best first: images and their scores by query."""
    found = {}
    for query in queries:
        images = generator.sample([f"d{i}" for i in range(size)], min(size, length()))
        scores = sorted((generator.randrange(levels) for _ in images), reverse=True)
        found[query] = dict(zip(images, scores))
    return found


def write(found, path):
    with open(path, "w", encoding="utf-8") as file:
        for query, images in found.items():
            for rank, (image, score) in enumerate(images.items(), 1):
                file.write(f"{query} Q0 {image} {rank} {score} x\n")


def extrapolated(first, second, p):
    """Returns RBO_ext: agreement at every depth, lists going on behind their ends as they were there."""
    short, long = sorted((first, second), key=len)
    common = [len(set(short[:d]) & set(long[:d])) for d in range(len(long) + 1)]
    s, l, at_short = len(short), len(long), common[len(short)]
    value = Fraction(0)
    for d in range(1, l + 1):
        agreement = (common[d] + Fraction(at_short * max(0, d - s), s)) / d
        value += (1 - p) * p ** (d - 1) * agreement
    return value + p**l * (Fraction(common[l] - at_short, l) + Fraction(at_short, s))


def tau(images, first, second):
    """Returns tau-b of some images by their places; those that a list lacks are tied behind its last."""
    places = [{image: place for place, image in enumerate(found)} for found in (first, second)]
    return kendalltau(*([by.get(i, len(by)) for i in images] for by in places)).correlation if len(images) > 1 else None


def check_order(checker, order, runs, top, p, where):
    """Compares the lists of both runs, query by query."""
    runs = [{q: dict(list(f.items())[:top]) for q, f in break_ties(load_run(str(path))).items()} for path in runs]
    shared = sorted(set(runs[0]) & set(runs[1]))
    told = {query["query"]: query for query in order["perQuery"]}
    if sorted(told) != shared:
        checker.problems.append(f"{where}: queries {sorted(told)} and {shared}")
        return
    for query in shared:
        ours, theirs = (list(run[query]) for run in runs)
        one, here = told[query], f"{where}, {query}"
        union = ours + [i for i in theirs if i not in ours]
        checker.compare("SciPy, tau-b of either", here, one.get("unionTau"), tau(union, ours, theirs))
        both = [i for i in ours if i in theirs]
        checker.compare("SciPy, tau of both", here, one.get("intersectionTau"), tau(both, ours, theirs))
        single = [{query: copy.deepcopy(run[query])} for run in runs]
        ktu = None
        if len(ours) == len(theirs):
            ktu = KTU(single[0], single[1], trim_thresh=top, per_topic=True)[query]
        checker.compare("repro_eval, KTU", here, one.get("placewiseTau"), ktu)
        depth = max(len(ours), len(theirs))
        rbo = RBO(single[0], single[1], p=p, depth=depth, pbar=False, per_topic=True)[query]
        checker.compare("repro_eval, RBO", here, one["truncatedOverlap"], rbo)
        exact = extrapolated(ours, theirs, Fraction(p))
        checker.compare("formula, RBO_ext", here, one["rankBiasedOverlap"], exact)
    for name, mean in order["means"].items():
        values = [query[name] for query in order["perQuery"] if name in query]
        checker.compare("mean of queries", f"{where}, {name}", mean["mean"], np.mean(values))


def check_scores(checker, scores, paths, qrels, measure, where):
    """Compares RMSE, test and effects with repro_eval's, by trec_eval's AP."""
    judged = load_qrels(str(qrels))
    runs = []
    for path in paths:
        found = evaluate_run([measure], judged, break_ties(load_run(str(path))))
        # A query that a run does not have found nothing.
        runs.append({query: found.get(query, {"AP": 0.0}) for query in judged})
    ours, theirs, our_base, their_base = runs
    checker.compare("repro_eval, RMSE", where, scores["rootMeanSquareError"], RMSE(theirs, ours)["AP"])
    if scores.get("effectRatio") is not None:
        checker.compare("repro_eval, ER", where, scores["effectRatio"], ER(theirs, their_base, ours, our_base)["AP"])
    if scores.get("deltaRelativeImprovement") is not None:
        expected = DRI(theirs, their_base, ours, our_base)["AP"]
        checker.compare("repro_eval, DRI", where, scores["deltaRelativeImprovement"], expected)
    differences = np.array([ours[q]["AP"] - theirs[q]["AP"] for q in judged])
    test = permutation_test(
        (differences,), lambda x, axis: np.mean(x, axis=axis), permutation_type="samples", vectorized=True,
        n_resamples=np.inf)
    checker.compare("SciPy, randomisation test", where, scores["probability"], test.pvalue)


def check_pair(checker, iir, folder, number, generator, measure):
    queries = [f"q{i}" for i in range(generator.randrange(2, 9))]
    size = generator.choice((6, 20, 60))
    fixed = generator.randrange(1, size + 1)
    length = (lambda: fixed) if number % 2 else (lambda: generator.randrange(1, size + 1))
    levels = generator.choice((2, 5, 1000))
    paths = [folder / f"{name}.run" for name in ("ours", "theirs", "our-base", "their-base")]
    without = generator.choice(paths) if number % 5 == 0 else None
    for path in paths:
        found = draw(queries, size, length, levels, generator)
        if path == without:
            del found[generator.choice(queries)]
        write(found, path)
    if number % 7 == 0:  # A reproduction that is near.
        found = load_run(str(paths[1]))
        for images in found.values():
            order = list(images)
            place = generator.randrange(len(order))
            order.insert(place, order.pop(generator.randrange(len(order))))
            for score, image in enumerate(reversed(order)):
                images[image] = score
        write({q: dict(sorted(f.items(), key=lambda e: -e[1])) for q, f in found.items()}, paths[0])
    qrels = folder / "gnd.qrels"
    with open(qrels, "w", encoding="utf-8") as file:
        for query in queries:
            for image in generator.sample(range(size), generator.randrange(1, size // 2 + 1)):
                file.write(f"{query} 0 d{image} 1\n")
    top = generator.choice((3, 10, 1000))
    p = generator.choice((0.5, 0.9, 0.95, 0.98))
    command = [
        str(iir), "compare-runs", *map(str, paths[:2]), "--our-baseline", str(paths[2]), "--their-baseline",
        str(paths[3]), "--ground-truth", str(qrels), "--metric", METRIC, "--top", str(top), "--persistence", str(p),
        "--json", "-q",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
    document = json.loads(done.stdout)
    where = f"pair {number}"
    check_order(checker, document["order"], paths[:2], top, p, where)
    check_scores(checker, document["metrics"][0], paths, qrels, measure, where)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--iir", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    import ir_measures

    generator = random.Random(20251130)
    checker = Checker()
    for number in range(PAIRS):
        with tempfile.TemporaryDirectory() as folder:
            check_pair(checker, arguments.iir, pathlib.Path(folder), number, generator, ir_measures.AP)
    for source, count in sorted(checker.counts.items()):
        print(f"{source:28} {count:6} values, largest difference {checker.worst[source]:.1e}")
    print(f"{PAIRS} pairs of runs")
    if checker.problems:
        print(f"{len(checker.problems)} differences above {TOLERANCE}:", *checker.problems[:20], sep="\n  ")
        sys.exit(1)


if __name__ == "__main__":
    main()
