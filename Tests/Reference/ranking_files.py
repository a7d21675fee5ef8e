"""Writes the HDF5 files of rankings that DescriptorStoreTests compares with.

Made with Python 3.11, h5py 3.16.0, numpy 2.4.6:
    python3 Tests/Reference/ranking_files.py Tests/DescriptorStoreTests/Golden
"""
import pathlib
import sys

import h5py
import numpy as np

folder = pathlib.Path(sys.argv[1])
ranks = np.array([[2, 0, 1], [3, -1, -1]], np.int32)
scores = np.array([[0.75, 0.5, 0.25], [1, 0, 0]], np.float32)
queries = ["jpg/été.jpg", "q1"]

with h5py.File(folder / "ranks-h5py.h5", "w") as file:
    file["ranks"] = ranks
    file["scores"] = scores
    file["queries"] = queries
    file["database"] = ["a", "b", "c", "d"]
    file.attrs["search"] = "by hand"

with h5py.File(folder / "ranks-int64.h5", "w") as file:
    file["ranks"] = ranks.astype(np.int64)

with h5py.File(folder / "ranks-transposed.h5", "w") as file:
    file["ranks"] = ranks.T
    file["queries"] = queries

with h5py.File(folder / "ranks-hole.h5", "w") as file:
    file["ranks"] = np.array([[0, -1, 1]], np.int32)

with h5py.File(folder / "ranks-float.h5", "w") as file:
    file["ranks"] = ranks.astype(np.float32)

with h5py.File(folder / "ranks-beyond.h5", "w") as file:
    file["ranks"] = np.array([[0, 1 << 40]], np.int64)
