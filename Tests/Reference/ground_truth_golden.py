"""Writes one ground truth in the ways that Python programs pickle its lists.

Made with Python 3.11, once with numpy 1.26.4 and once with numpy 2.4.6:
    python3 Tests/Reference/ground_truth_golden.py Tests/DatasetsTests/Golden
The major version of NumPy stands in the names of the files, since it decides how the pickles spell the
modules of NumPy.
"""
import collections
import pathlib
import pickle
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
major = np.__version__.split(".")[0]
names = ["a", "b/é.jpg", "c", "d", "e"]
queries = ["q0", "q1"]
lists = [
    {"bbx": [1, 2, 30, 40.5], "easy": [0, 3], "hard": [1], "junk": []},
    {"bbx": [0, 0, 8, 9], "easy": [], "hard": [4, 2], "junk": [0]},
]


def truth(wrap, wrap_names=lambda names: names, wrap_boxes=None):
    boxes = wrap_boxes or wrap
    gnd = [{key: (boxes if key == "bbx" else wrap)(value) for key, value in entry.items()} for entry in lists]
    return {"imlist": wrap_names(names), "qimlist": wrap_names(queries), "gnd": gnd, "other": None}


def gnd_of(entries):
    return {"imlist": names, "qimlist": queries, "gnd": entries}


def defaults(entry):
    made = collections.defaultdict(list)
    made.update(entry)
    return made


def objects(values):
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


plain = truth(list)
ways = {
    "lists": plain,
    "tuples": truth(tuple),
    "arrays": truth(np.array, np.array),
    "big-endian": truth(lambda v: np.array(v, dtype=">i4"), wrap_boxes=lambda v: np.array(v, dtype=">f8")),
    "small": truth(lambda v: np.array(v, dtype=np.uint8), wrap_boxes=lambda v: np.array(v, dtype=np.float32)),
    "columns": truth(lambda v: np.array(v, dtype=np.float64).reshape(-1, 1)),
    "rows": truth(
        lambda v: np.array(v, dtype=np.int64).reshape(1, -1), wrap_boxes=lambda v: np.array([v])),
    "scalars": truth(
        lambda v: [np.int64(x) for x in v], lambda v: [np.str_(x) for x in v],
        lambda v: [np.float32(x) for x in v]),
    "bytes": truth(list, lambda v: [x.encode() for x in v]),
    "object-arrays": dict(truth(objects, objects), gnd=objects(truth(objects)["gnd"])),
    "defaultdicts": gnd_of([defaults(entry) for entry in lists]),
    "ordered": collections.OrderedDict(gnd_of([collections.OrderedDict(entry) for entry in lists])),
    "sets": truth(set, wrap_boxes=list),
    "frozensets": truth(frozenset, wrap_boxes=list),
    "deques": truth(collections.deque),
    "paths": truth(list, lambda v: [pathlib.PurePosixPath(x) for x in v]),
    "none": gnd_of([{k: v or None for k, v in entry.items()} for entry in lists]),
    "absent": gnd_of([{k: v for k, v in entry.items() if v} for entry in lists]),
}
old = {"arrays", "big-endian", "scalars", "object-arrays"}
of_numpy = old | {"small", "columns", "rows"}
textual = {"lists", "defaultdicts", "sets", "frozensets"} | of_numpy
for name, value in ways.items():
    if major == "1" and name not in old:
        continue
    version = f"-numpy{major}" if name in of_numpy else ""
    for protocol in (0, 2, 4, 5) if name in textual else (4, 5):
        (folder / f"{name}{version}-protocol{protocol}.pkl").write_bytes(pickle.dumps(value, protocol))
