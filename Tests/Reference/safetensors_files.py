"""Writes the safetensors files that FormatsTests compares with.

Made with Python 3.11, safetensors 0.8.0, numpy 2.4.6:
    python3 Tests/Reference/safetensors_files.py Tests/FormatsTests/Golden
"""
import pathlib
import struct
import sys

import numpy as np
from safetensors import TensorSpec, serialize_file
from safetensors.numpy import save_file

folder = pathlib.Path(sys.argv[1])

save_file(
    {
        "conv1.weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 4 - 0.5,
        "bn1.bias": np.array([1.5, -2.25], dtype=np.float32),
        "temperature": np.array(0.07, dtype=np.float32),
        "empty": np.zeros((0, 4), dtype=np.float32),
    },
    folder / "float32.safetensors",
    metadata={"architecture": "résumé \"net\"\n"},
)

# 1, -2.5, the largest float16, its smallest subnormal; bfloat16 is the upper half of a float32.
half = np.array([1, -2.5, 65504, 2.0**-24], dtype=np.float16)
brain = np.array([1, -2.5, 2.0**100, 2.0**-120], dtype=np.float32).view(np.uint16)[1::2].copy()
count = np.array(9000, dtype=np.int64)


def spec(dtype, shape, array):
    return TensorSpec(dtype=dtype, shape=shape, data_ptr=array.ctypes.data, data_len=array.nbytes)


serialize_file(
    {
        "half": spec("float16", [4], half),
        "brain": spec("bfloat16", [2, 2], brain),
        "bn1.num_batches_tracked": spec("int64", [], count),
    },
    str(folder / "mixed.safetensors"),
)

# Small enough to be compared byte by byte with what Swift writes.
save_file(
    {"bias": np.array([1.5, -2.25], np.float32), "weight": np.array([[0.5, 8]], np.float32)},
    folder / "short.safetensors",
    metadata={"format": "pt"},
)
