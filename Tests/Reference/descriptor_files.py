"""Writes the HDF5 files that DescriptorStoreTests compares with.

Made with Python 3.11, h5py 3.16.0, numpy 2.4.6:
    python3 Tests/Reference/descriptor_files.py Tests/DescriptorStoreTests/Golden
"""
import pathlib
import sys

import h5py
import numpy as np

folder = pathlib.Path(sys.argv[1])
names = ["all_souls_000013", "Café/été.jpg", "旧市街"]
values = np.arange(12, dtype=np.float32).reshape(3, 4) / 8 - 0.5

with h5py.File(folder / "h5py.h5", "w") as file:
    file["descriptors"] = values
    file["names"] = names
    file.attrs["architecture"] = "resnet18"
    file.attrs["note"] = "größer"
    file.attrs["epochs"] = 3

with h5py.File(folder / "h5py-half-gzip.h5", "w") as file:
    file.create_dataset(
        "descriptors", data=values.astype(np.float16), chunks=(2, 4), compression="gzip",
        shuffle=True, fletcher32=True)
    file.create_dataset("names", data=[n.encode() for n in names], dtype=h5py.string_dtype("utf-8", 20))

with h5py.File(folder / "too-few-names.h5", "w") as file:
    file["descriptors"] = values
    file["names"] = names[:2]

with h5py.File(folder / "integers.h5", "w") as file:
    file["descriptors"] = np.arange(12, dtype=np.int32).reshape(3, 4)
    file["names"] = names

with h5py.File(folder / "linked.h5", "w") as file:
    file["descriptors"] = h5py.ExternalLink("h5py.h5", "/descriptors")
    file["names"] = names

with h5py.File(folder / "claims-a-terabyte.h5", "w") as file:
    data = file.create_dataset("descriptors", (1 << 20, 1 << 18), np.float32, chunks=(1, 64))
    data[0, :64] = 1
    file["names"] = names
