"""Checks every rule of `iir evaluate --rules` against independent implementations, to 1e-9.

Draws ground truths and rankings of several shapes: queries with and without easy, hard and junk images,
rankings that are whole or cut, positives that were not found, and scores of few levels, so that many are
equal. `iir evaluate --rules … --json` scores them, and the value of every query is compared with

  - the formula, in exact fractions where there is no logarithm: every rule;
  - scikit-learn: mAP-rectangular, mAP-tied@k by the lines of ILIAS, nDCG@k;
  - ranx and pytrec_eval (trec_eval): mAP-rectangular, mAP-cut@k, MRR with and without junk, R-precision,
    recall@k as hit rate and success, nDCG@k;
  - pytorch-metric-learning: MAP@R and R-precision;
  - torchmetrics: recall@k as hit rate (its other measures are worked out in float32).

Then `--trec-out` is read by ranx, pytrec_eval and repro_eval, and by `iir evaluate` itself: the measures of the
files are those of the rankings, in every setting. Ends with 1 and the first differences when any is above 1e-9.

Run: python3 check_rules.py --iir .build/release/iir
Needs h5py, numpy, pandas, scikit-learn, ranx, pytrec_eval-terrier, repro_eval, pytorch-metric-learning and
torchmetrics. Made with Python 3.11, random seed 20251130.
"""

import argparse
import json
import math
import pathlib
import pickle
import random
import re
import subprocess
import sys
import tempfile
from fractions import Fraction

import h5py
import numpy as np

TOLERANCE = 1e-9
SETTINGS = {
    "easy": (("easy",), ("junk", "hard")),
    "medium": (("easy", "hard"), ("junk",)),
    "hard": (("hard",), ("junk", "easy")),
}
CUTOFFS = (1, 3, 5, 10, 100, 1000)
READINGS = ("with-junk", "best-ties", "worst-ties")
KINDS = ("mAP", "mAP-rectangular", "MAP@R", "MRR", "R-precision", "mAP@3", "mAP-cut@3", "nDCG@3", "mP@3", "recall@3")

# Shapes of evaluations: images, queries, the length that rankings are cut to (0 for whole), levels of scores.
SHAPES = ((12, 50, 0, 3), (60, 50, 20, 5), (400, 50, 150, 40), (1500, 50, 1200, 300), (90, 20, 0, 0))


class Case:
    """One query in one setting: what was found, junk in and junk out."""

    def __init__(self, lists, setting, ranking, scores):
        wanted, ignored = SETTINGS[setting]
        self.positives = {i for name in wanted for i in lists[name]}
        self.junk = {i for name in ignored for i in lists[name]}
        self.whole = list(zip(ranking, scores))
        self.kept = [(i, s) for i, s in self.whole if i not in self.junk]
        self.count = len(self.positives)

    def relevance(self, reading):
        """Returns whether each image found is a positive, best first."""
        found = self.whole if reading == "with-junk" else self.kept
        if reading in ("best-ties", "worst-ties"):
            last = reading == "worst-ties"
            found = sorted(found, key=lambda e: (-e[1], (e[0] in self.positives) == last))
        return [i in self.positives for i, _ in found]


def formula(name, case):
    """Returns the value of a rule, from its definition."""
    reading, _, measure = name.rpartition(".")
    right = case.relevance(reading or None)
    n = case.count
    ranks = [rank for rank, is_right in enumerate(right, 1) if is_right]
    kind, _, cutoff = measure.partition("@")
    k = n if cutoff == "R" else int(cutoff) if cutoff else len(right) + n
    precisions = [Fraction(j, r) for j, r in enumerate(ranks, 1)]
    within = sum((p for p, r in zip(precisions, ranks) if r <= k), Fraction(0))
    if kind == "mAP" and not cutoff:
        area = Fraction(0)
        for j, r in enumerate(ranks):
            before = Fraction(j, r - 1) if r > 1 else Fraction(1)
            area += (before + Fraction(j + 1, r)) / 2
        return area / n
    if kind in ("mAP-rectangular", "mAP-cut", "MAP"):
        return within / n
    if kind == "mAP":
        return within / min(k, n)
    if kind == "mAP-tied":
        total, scores = Fraction(0), [s for _, s in case.kept]
        depth = min(k, len(scores))
        for place in range(depth):
            if right[place]:
                end = max(p for p in range(depth) if scores[p] == scores[place]) + 1
                total += Fraction(sum(right[:end]), end)
        return total / min(k, n)
    if kind == "MRR":
        return Fraction(1, ranks[0]) if ranks else Fraction(0)
    if kind == "R-precision":
        return Fraction(sum(right[:n]), n)
    if kind == "recall":
        return Fraction(int(any(right[:k])))
    if kind == "mP":
        reach = min(k, ranks[-1]) if ranks else 0
        return Fraction(sum(right[:reach]), reach) if reach else Fraction(0)
    if kind == "nDCG":
        gain = math.fsum(1 / math.log2(r + 1) for r in ranks if r <= k)
        return gain / math.fsum(1 / math.log2(r + 1) for r in range(1, min(k, n) + 1))
    raise ValueError(name)


def draw(size, queries, generator):
    """Returns the lists of a ground truth: every query has others, some none."""
    truth = []
    for number in range(queries):
        images = generator.sample(range(size), size)
        most = max(2, size // generator.choice((2, 4, 10, 40)))
        counts = [generator.randrange(0, max(2, most // 2)) for _ in range(3)]
        if number % 7 == 0:
            counts[generator.randrange(3)] = 0
        if number % 11 == 0:
            counts[0] = counts[1] = 0
        lists, start = {}, 0
        for name, count in zip(("easy", "hard", "junk"), counts):
            lists[name] = sorted(images[start : start + count])
            start += count
        truth.append(lists)
    return truth


def rank(lists, size, cut, levels, generator):
    """Returns a ranking and its scores; those of images of equal score stand in any order."""
    good = set(lists["easy"] + lists["hard"] + lists["junk"])
    shift = generator.choice((0, 0.5, 1.5, 3))
    values = [generator.gauss(shift if i in good else 0, 1) for i in range(size)]
    if levels:
        values = [round(v * levels / 6) / levels for v in values]
    values = np.array(values, np.float32)
    order = sorted(generator.sample(range(size), size), key=lambda i: -values[i])
    if cut:
        order = order[: generator.choice((1, cut // 2, cut))]
    return order, [float(values[i]) for i in order]


class Checker:
    """Counts comparisons by implementation, and keeps differences."""

    def __init__(self):
        self.counts = {}
        self.worst = {}
        self.problems = []

    def compare(self, source, rule, where, ours, theirs):
        key = (source, re.sub(r"@\d+$", "@k", rule))
        self.counts[key] = self.counts.get(key, 0) + 1
        difference = abs(float(ours) - float(theirs))
        self.worst[key] = max(self.worst.get(key, 0), difference)
        if not difference <= TOLERANCE:
            self.problems.append(f"{source}, {rule}, {where}: {ours} and {float(theirs)}")


def run(iir, *arguments):
    command = [str(iir), "evaluate", *map(str, arguments), "--json", "-q"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def values_by_rule(document):
    return {rule["name"]: rule["perQuery"] for rule in document["rules"]}


def check_scikit(checker, cases, values, where):
    from sklearn.metrics import average_precision_score, ndcg_score

    for place, case in cases:
        right = np.array(case.relevance(None), int)
        falling = np.arange(len(right), 0, -1.0)
        tied = np.array([s for _, s in case.kept])
        whole = 0.0
        if right.any():
            whole = average_precision_score(right, falling) * right.sum() / case.count
        checker.compare("scikit-learn", "mAP-rectangular", where, values["mAP-rectangular"][place], whole)
        for k in CUTOFFS:
            top = 0.0
            if right[:k].any():  # As ILIAS, evaluation/src/dataset.py.
                top = average_precision_score(right[:k], tied[:k])
                top *= right[:k].sum() / min(k, case.count)
            checker.compare("scikit-learn, ILIAS", f"mAP-tied@{k}", where, values[f"mAP-tied@{k}"][place], top)
            # Positives that were not found stand behind wrong images enough to fill k.
            missing = case.count - right.sum()
            target = np.concatenate([right, np.zeros(k, int), np.ones(missing, int)])
            theirs = ndcg_score([target], [np.arange(len(target), 0, -1.0)], k=k)
            checker.compare("scikit-learn", f"nDCG@{k}", where, values[f"nDCG@{k}"][place], theirs)


def trec_names(suffix):
    """Returns the names of rules in ranx and in trec_eval."""
    ranx = {"mAP-rectangular": "map", "MRR": "mrr", "R-precision": "r-precision"}
    trec = {"mAP-rectangular": "map", "MRR": "recip_rank", "R-precision": "Rprec"}
    for k in suffix:
        ranx |= {f"mAP-cut@{k}": f"map@{k}", f"nDCG@{k}": f"ndcg@{k}", f"recall@{k}": f"hit_rate@{k}"}
        trec |= {f"mAP-cut@{k}": f"map_cut_{k}", f"nDCG@{k}": f"ndcg_cut_{k}", f"recall@{k}": f"success_{k}"}
    return ranx, trec


def check_trec_tools(checker, qrels, found, places, values, where, prefix="", source=""):
    """Compares what ranx and pytrec_eval say of judgements and a run, given as dictionaries."""
    import pytrec_eval
    import ranx

    names, trec = trec_names(CUTOFFS)
    # ranx takes no query of which nothing was found; an image that nobody knows changes nothing.
    filled = {query: found.get(query) or {"nothing": 0.0} for query in qrels}
    scores = ranx.evaluate(
        ranx.Qrels(qrels), ranx.Run(filled), list(names.values()), return_mean=False, make_comparable=True
    )
    kinds = {re.sub(r"_(\d+)$", r".\1", name) for name in trec.values()}
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, kinds)
    theirs = evaluator.evaluate(filled)
    by_query = {}
    for rule, name in names.items():
        by_query[rule] = dict(zip(sorted(qrels), scores[name]))
    for query in qrels:
        for rule in names:
            ours = values[prefix + rule][places[query]]
            checker.compare(f"ranx{source}", prefix + rule, where, ours, by_query[rule][query])
            checker.compare(f"trec_eval{source}", prefix + rule, where, ours, theirs[query][trec[rule]])


def as_trec(cases, names, with_junk):
    qrels, found = {}, {}
    for place, case in cases:
        query = f"q{place}"
        qrels[query] = {names[i]: 1 for i in case.positives}
        images = case.whole if with_junk else case.kept
        found[query] = {names[i]: float(len(images) - at) for at, (i, _) in enumerate(images)}
    return qrels, found, {f"q{place}": place for place, _ in cases}


def check_metric_learning(checker, cases, values, where):
    import torch
    from pytorch_metric_learning.utils import accuracy_calculator as pml

    width = max(max(len(case.kept), case.count) for _, case in cases)
    rows = []
    for number, (_, case) in enumerate(cases):
        right = case.relevance(None)
        rows.append([number if r else -1 for r in right] + [-1] * (width - len(right)))
    labels = torch.arange(len(cases))[:, None]
    counts = (labels, [case.count for _, case in cases])
    for rule, function, more in (
        ("MAP@R", pml.mean_average_precision, {"at_r": True}),
        ("R-precision", pml.r_precision, {}),
    ):
        theirs = function(
            torch.tensor(rows), labels, False, counts, False, True, pml.EQUALITY, **more)
        for (place, _), value in zip(cases, theirs):
            checker.compare("pytorch-metric-learning", rule, where, values[rule][place], value)


def check_torchmetrics(checker, cases, values, where):
    import torch
    from torchmetrics.functional.retrieval import retrieval_hit_rate

    for place, case in cases:
        right = case.relevance(None)
        if not right:
            continue
        falling = torch.arange(len(right), 0, -1.0)
        for k in CUTOFFS:
            theirs = retrieval_hit_rate(falling, torch.tensor(right), top_k=min(k, len(right)))
            checker.compare("torchmetrics", f"recall@{k}", where, values[f"recall@{k}"][place], theirs)


def check_files(checker, folder, setting, cases, values, where):
    """Reads what --trec-out wrote with the tools it is for."""
    import ranx
    from repro_eval.Evaluator import RpdEvaluator

    paths = [str(folder / f"{setting}.{kind}") for kind in ("qrels", "run")]
    qrels = ranx.Qrels.from_file(paths[0], kind="trec").to_dict()
    found = ranx.Run.from_file(paths[1], kind="trec").to_dict()
    places = {f"q{place}": place for place, _ in cases}
    if set(qrels) != set(places):
        checker.problems.append(f"{paths[0]}: {len(qrels)} queries, and {len(places)} have a positive")
    check_trec_tools(checker, qrels, found, places, values, where, source=", files")
    evaluator = RpdEvaluator(qrels_orig_path=paths[0], run_b_orig_path=paths[1])
    evaluator.evaluate()
    names = {"mAP-rectangular": "AP", "MRR": "RR", "R-precision": "Rprec"}
    names |= {f"mAP-cut@{k}": f"AP@{k}" for k in (5, 10, 100, 1000)}
    names |= {f"nDCG@{k}": f"nDCG@{k}" for k in (5, 10, 100, 1000)}
    for query, scores in evaluator.run_b_orig_score.items():
        if query in found:
            for rule, name in names.items():
                checker.compare("repro_eval, files", rule, where, values[rule][places[query]], scores[name])


def check_shape(checker, iir, folder, shape, generator):
    size, queries, cut, levels = shape
    truth = draw(size, queries, generator)
    ranked = [rank(lists, size, cut, levels, generator) for lists in truth]
    names = [f"d{i}" for i in generator.sample(range(size), size)]
    document = {
        "imlist": names, "qimlist": [f"q{i}" for i in range(queries)],
        "gnd": [{"bbx": [0.0, 0.0, 1.0, 1.0], **lists} for lists in truth],
    }
    pickled, ranks, out = folder / "gnd.pkl", folder / "ranks.h5", folder / "trec"
    pickled.write_bytes(pickle.dumps(document, protocol=2))
    width = max(len(order) for order, _ in ranked)
    with h5py.File(ranks, "w") as file:
        rows = [order + [-1] * (width - len(order)) for order, _ in ranked]
        file.create_dataset("ranks", data=np.array(rows, "i4"))
        rows = [scores + [0.0] * (width - len(scores)) for _, scores in ranked]
        file.create_dataset("scores", data=np.array(rows, "f4"))
    common = ("--ground-truth", pickled, "--ranks", ranks)
    at = ("--at", ",".join(map(str, CUTOFFS)))
    values = values_by_rule(run(iir, *common, "--rules", "all", *at, "--trec-out", out))
    read = [f"{reading}.{kind}" for reading in READINGS for kind in KINDS]
    read += [f"with-junk.{rule}" for rule in trec_names(CUTOFFS)[0] if f"with-junk.{rule}" not in read]
    values |= values_by_rule(run(iir, *common, "--rules", ",".join(read)))
    tried = 0
    for setting in SETTINGS:
        where = f"{size} images, {setting}"
        ours = {rule: by_setting[setting] for rule, by_setting in values.items()}
        every = [Case(lists, setting, *found) for lists, found in zip(truth, ranked)]
        cases = [(place, case) for place, case in enumerate(every) if case.count]
        tried += len(cases)
        for rule, row in ours.items():
            for place, case in enumerate(every):
                if (row[place] is None) != (case.count == 0):
                    checker.problems.append(f"{rule}, {where}, query {place}: {row[place]}")
                elif case.count:
                    checker.compare("formula", rule, where, row[place], formula(rule, case))
        check_scikit(checker, cases, ours, where)
        check_trec_tools(checker, *as_trec(cases, names, False), ours, where)
        check_trec_tools(checker, *as_trec(cases, names, True), ours, where, prefix="with-junk.")
        check_metric_learning(checker, cases, ours, where)
        check_torchmetrics(checker, cases, ours, where)
        check_files(checker, out, setting, cases, ours, where)
        again = run(
            iir, "--ground-truth", out / f"{setting}.qrels", "--ranks", out / f"{setting}.run", "--rules", "all")
        for rule, by_setting in values_by_rule(again).items():
            # Junk is gone, and no scores are equal any more.
            if "." in rule or "tied" in rule:
                continue
            for (place, _), value in zip(cases, by_setting["manifest"]):
                checker.compare("iir, files", rule, where, ours[rule][place], value)
    return tried


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--iir", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    generator = random.Random(20251130)
    checker = Checker()
    tried = 0
    for shape in SHAPES:
        with tempfile.TemporaryDirectory() as folder:
            tried += check_shape(checker, arguments.iir, pathlib.Path(folder), shape, generator)
    for (source, rule), count in sorted(checker.counts.items()):
        print(f"{source:24} {rule:26} {count:6} values, largest difference {checker.worst[source, rule]:.1e}")
    print(f"{sum(shape[1] for shape in SHAPES)} rankings, {tried} scores of a query in a setting")
    if checker.problems:
        print(f"{len(checker.problems)} differences above {TOLERANCE}:", *checker.problems[:20], sep="\n  ")
        sys.exit(1)


if __name__ == "__main__":
    main()
