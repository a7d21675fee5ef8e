"""Writes Tests/ReportTests/Golden/precision-recall.json: curves of drawn rankings by scikit-learn.

    python3 Tests/Reference/precision_recall_golden.py

Needs numpy and scikit-learn; made with scikit-learn 1.9.1. precision_recall_curve scores every image by its
negative rank, so each threshold is a place of the ranking. The precision as measured at a level of recall is
that of the first place whose recall reaches it, of level 0 that of the first positive; the interpolated one is
the highest precision at that place or any later one (Manning, Raghavan and Schütze 2008, "Introduction to
Information Retrieval", eq. 8.7).
"""

import json
import pathlib

import numpy
from sklearn.metrics import precision_recall_curve

GOLDEN = pathlib.Path(__file__).parents[1] / "ReportTests/Golden/precision-recall.json"
LEVELS = 101


def curve(ranks, images):
    truth = numpy.zeros(images, dtype=int)
    truth[ranks] = 1
    precision, recall, _ = precision_recall_curve(truth, -numpy.arange(images))
    # From the first place to the last; the point that scikit-learn adds at recall 0 is left out.
    precision, recall = precision[::-1][1:], recall[::-1][1:]
    found = numpy.rint(recall * len(ranks)).astype(int)
    needed = [max(-(-level * len(ranks) // 100), 1) for level in range(LEVELS)]
    places = [int(numpy.argmax(found >= count)) for count in needed]
    return ([float(precision[place:].max()) for place in places],
            [float(precision[place]) for place in places])


def main():
    generator = numpy.random.default_rng(7)
    cases = []
    for images, positives in [(10, 1), (10, 10), (60, 3), (200, 7), (200, 33), (500, 100), (500, 150)]:
        ranks = numpy.sort(generator.choice(images, positives, replace=False))
        interpolated, measured = curve(ranks, images)
        cases.append({"ranks": ranks.tolist(), "positives": positives,
                      "interpolated": interpolated, "measured": measured})
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text(json.dumps(cases, separators=(",", ":")) + "\n")


main()
