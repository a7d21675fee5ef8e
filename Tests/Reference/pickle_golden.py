"""Writes the pickles in Tests/FormatsTests/Golden.

Run from anywhere: python3 Tests/Reference/pickle_golden.py
Made with Python 3.11; no other packages.
"""

import collections
import pathlib
import pickle

SHARED = ["all_souls_000013", "Sacré-Cœur", "back\\slash\nand line"]

DOCUMENT = {
    "imlist": SHARED,
    "again": SHARED,
    "numbers": [0, 1, 255, 256, 65535, 65536, -1, -(2**31), 2**31, -(2**63), 2**63 - 1],
    "floats": [136.5, -0.0, 1e300, 1 / 3],
    "flags": (True, False, None),
    "empty": ([], (), {}),
    "nested": {"bbx": [1, 2.5], "tuple": (1, (2, 3))},
    "many": list(range(1100)),
}


def main():
    target = pathlib.Path(__file__).parent.parent / "FormatsTests/Golden"
    target.mkdir(parents=True, exist_ok=True)

    def write(name, value, protocol):
        (target / f"{name}-protocol{protocol}.pkl").write_bytes(pickle.dumps(value, protocol))

    for protocol in range(6):
        write("plain", DOCUMENT, protocol)
        write("short", {key: DOCUMENT[key] for key in DOCUMENT if key != "many"}, protocol)
    write("bytes", [b"", b"\x00\xff", bytes(300)], 4)
    write("wide", 2**80, 2)
    ordered = collections.OrderedDict(a=1, b=[2])
    for protocol in (0, 2, 4):
        write("ordered", ordered, protocol)


main()
