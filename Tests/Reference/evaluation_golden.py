"""Writes Tests/EvaluationTests/Golden/evaluation.json.

An independent evaluation of small rankings, in exact fractions. Average precision is the walk of
the Oxford buildings benchmark: down the ranking without its junk, image by image, adding the area
under the precision-recall curve by the trapezoid rule. Average precision at k is a sum over the first k
images, as the Google Landmarks challenges of retrieval had it, and recall at k asks whether any is right.

Run from anywhere: python3 Tests/Reference/evaluation_golden.py
Made with Python 3.11, random seed 20220926; no other packages.
"""

import json
import pathlib
import random
from fractions import Fraction

CUTOFFS = (1, 5, 10)
FURTHER_CUTOFFS = (1, 3, 4, 100)


def score(ranking, positives, junk):
    positives, junk = set(positives), set(junk)
    if not positives:
        return None
    kept = [image for image in ranking if image not in junk]
    area, old_recall, old_precision, found = Fraction(0), Fraction(0), Fraction(1), 0
    for length, image in enumerate(kept, start=1):
        found += image in positives
        recall, precision = Fraction(found, len(positives)), Fraction(found, length)
        area += (recall - old_recall) * (old_precision + precision) / 2
        old_recall, old_precision = recall, precision
    further = []
    for cutoff in FURTHER_CUTOFFS:
        head = [image in positives for image in kept[:cutoff]]
        precisions = [Fraction(sum(head[:end]), end) for end in range(1, len(head) + 1)]
        total = sum((value for value, right in zip(precisions, head) if right), Fraction(0))
        further += [Fraction(any(head)), total / min(cutoff, len(positives))]
    while kept and kept[-1] not in positives:
        kept.pop()
    at = []
    for cutoff in CUTOFFS:
        head = kept[:cutoff]
        at.append(Fraction(sum(image in positives for image in head), len(head)) if head else 0)
    return [float(value) for value in [area] + at + further]


def case(size, ranking, easy, hard, junk):
    return {
        "size": size,
        "ranking": ranking,
        "easy": easy,
        "hard": hard,
        "junk": junk,
        "scores": [
            score(ranking, easy, junk + hard),
            score(ranking, easy + hard, junk),
            score(ranking, hard, junk + easy),
            score(ranking, hard + easy, junk),
        ],
    }


def adversarial():
    full = list(range(12))
    yield case(12, full, [0, 1], [2, 3], [4])
    yield case(12, full[::-1], [0, 1], [2, 3], [4])
    yield case(12, full, [11], [], [])
    yield case(12, full, [], [11], [0, 1, 2])
    yield case(12, full, [], [], [0, 1, 2])
    yield case(12, full, [], [], full)
    yield case(12, full, full, [], [])
    yield case(12, full, [], full, [])
    yield case(12, full, [11], [], full[:11])
    yield case(12, [], [1, 2], [3], [4])
    yield case(12, [4, 5], [1], [2], [4, 5])
    yield case(12, [4, 5, 1], [1], [2], [4, 5])
    yield case(12, [9, 8, 7], [1], [2], [3])
    yield case(12, [1], [1, 2, 3, 4], [], [])
    yield case(1, [0], [0], [], [])
    yield case(1, [0], [], [], [0])
    yield case(1, [], [0], [], [])
    yield case(40, list(range(40)), [3, 9, 10, 11, 30], [0, 5, 39], [1, 2, 20])


def drawn(generator):
    size = generator.randint(1, 24)
    images = list(range(size))
    generator.shuffle(images)
    first, second, third = sorted(generator.randint(0, size) for _ in range(3))
    ranking = list(range(size))
    generator.shuffle(ranking)
    if generator.random() < 0.4:
        ranking = ranking[: generator.randint(0, size)]
    return case(size, ranking, images[:first], images[first:second], images[second:third])


def main():
    generator = random.Random(20220926)
    cases = list(adversarial())
    cases += [drawn(generator) for _ in range(200 - len(cases))]
    target = pathlib.Path(__file__).parent.parent / "EvaluationTests/Golden/evaluation.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(entry, separators=(",", ":")) for entry in cases]
    target.write_text("[\n" + ",\n".join(lines) + "\n]\n")


main()
