#!/usr/bin/env python3
"""Reads the values of queries of tables with pandas, and compares their means with the tables'.

    python3 Tests/Reference/check_long_form.py RESULTS TABLE...

RESULTS is the folder of tables; TABLE is a table's name, such as table1. Ends with 1 when a mean of
<table>.queries.csv differs from that of <table>.csv by more than 1e-12, or when one of them is missing.
"""

import argparse
import pathlib
import sys

import pandas

KEYS = ["row", "dataset", "metric"]


def difference(folder, table):
    """Returns the number of cells and the largest difference of a mean."""
    values = pandas.read_csv(folder / f"{table}.queries.csv")
    cells = pandas.read_csv(folder / f"{table}.csv")
    means = values.groupby(KEYS).value.mean()
    cells = cells.dropna(subset=["mean"]).set_index(KEYS)["mean"]
    for cell in means.index.symmetric_difference(cells.index):
        raise SystemExit(f"{table}: {' '.join(cell)} is in one of the files alone")
    return len(means), (means - cells).abs().max()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("tables", nargs="+")
    options = parser.parse_args()
    worst = 0.0
    for table in options.tables:
        count, largest = difference(options.results, table)
        print(f"{table}: {count} means of pandas, largest difference {largest:.1e}")
        worst = max(worst, largest)
    return 0 if worst <= 1e-12 else 1


if __name__ == "__main__":
    sys.exit(main())
