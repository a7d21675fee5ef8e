"""Writes the files of other programs' descriptors that DescriptorStoreTests reads.

Made with Python 3.11, h5py 3.16.0, numpy 2.4.6, scipy 1.17.1:
    python3 Tests/Reference/descriptor_imports.py Tests/DescriptorStoreTests/Golden
"""
import pathlib
import sys

import h5py
import numpy as np
import scipy.io
import scipy.sparse

folder = pathlib.Path(sys.argv[1])
values = np.arange(12, dtype=np.float32).reshape(3, 4) / 8 - 0.5
# Halfway between two float16, below the smallest normal one, and the smallest of all.
hard = np.array([[1 + 2**-11, 1 + 3 * 2**-11], [2**-15, 2**-24]], dtype=np.float32)


def save(name, array, version):
    with open(folder / name, "wb") as file:
        np.lib.format.write_array(file, array, version=version)


save("f4-v1.npy", values, (1, 0))
save("f2-v2.npy", values.astype(np.float16), (2, 0))
save("f8-v3.npy", values.astype(np.float64), (3, 0))
save("hard-f2.npy", hard.astype(np.float16), (1, 0))
save("column-major.npy", np.asfortranarray(values), (1, 0))
save("big-endian.npy", values.astype(">f4"), (1, 0))
save("integers.npy", np.arange(12).reshape(3, 4), (1, 0))
save("one-axis.npy", values[0], (1, 0))
save("fields.npy", np.zeros((3, 4), dtype=[("a", "<f4"), ("b", "<f4")]), (1, 0))

with h5py.File(folder / "hard-f2.h5", "w") as file:
    file["descriptors"] = hard.astype(np.float16)
    file["names"] = ["a", "b"]

# Real numbers of other kinds, as pandas, scikit-learn and quantisation leave them.
for kind in ("f8", ">f4", ">f8", "i2", "u1"):
    with h5py.File(folder / f"real-{kind.replace('>', 'big-')}.h5", "w") as file:
        file["descriptors"] = (values * 8 + 4).astype(kind)
        file["names"] = ["a", "b", "c"]
    if kind in (">f8", "i2"):
        continue
    with h5py.File(folder / f"hloc-{kind.replace('>', 'big-')}.h5", "w") as file:
        for name, row in zip("abc", values * 8 + 4):
            file.create_group(f"{name}.jpg")["global_descriptor"] = row.astype(kind)

with h5py.File(folder / "lzf.h5", "w") as file:
    file.create_dataset("descriptors", data=values, compression="lzf")

np.savez(folder / "arrays.npz", descriptors=values)

# Names of any length, as h5py writes texts unless told otherwise: 60, 0 and 3,000 bytes.
with h5py.File(folder / "long-names.h5", "w") as file:
    file["descriptors"] = values
    file["names"] = ["é" * 30, "", "x" * 3000]

# As hloc's extract_features writes: a group an image, named by its path.
with h5py.File(folder / "hloc.h5", "w") as file:
    for name, row in zip(["query/night/b.jpg", "db/2.jpg", "db/10.jpg"], values):
        group = file.create_group(name)
        group.create_dataset("global_descriptor", data=row)
        group.create_dataset("image_size", data=np.array([640, 480]))

with h5py.File(folder / "hloc-uneven.h5", "w") as file:
    file.create_group("a.jpg")["global_descriptor"] = values[0]
    file.create_group("b.jpg")["global_descriptor"] = values[0, :3]

with h5py.File(folder / "hloc-endless.h5", "w") as file:
    group = file.create_group("a.jpg")
    group["global_descriptor"] = values[0]
    group["again"] = file["/"]

# As revisitop keeps its example: a column an image, X for the database and Q for the queries.
database, queries = values.T, values[:2].T


def save_matlab(name, variables, compressed):
    scipy.io.savemat(folder / name, variables, do_compression=compressed)
    with open(folder / name, "r+b") as file:  # Without the time.
        file.write(b"MATLAB 5.0 MAT-file, by scipy.io.savemat".ljust(116))


save_matlab("x-q.mat", {"X": database, "Q": queries}, True)
save_matlab("q-x.mat", {"Q": queries, "X": database}, False)
save_matlab("double.mat", {"Q": queries.astype(float), "X": database.astype(float)}, True)
save_matlab("double-plain.mat", {"X": database.astype(float), "Q": queries.astype(float)}, False)
others = {
    "names": np.array(["a", "b", "c"], dtype=object).reshape(1, 3),
    "settings": {"pooling": "gem", "exponent": 3.0},
    "word": "resnet101",
    "few": scipy.sparse.csc_array(database),
    "waves": database + 1j,
    "mask": database > 0,
    "bytes": (database * 8).astype(np.int8),
    "maps": values.reshape(2, 3, 2),
}
save_matlab("others.mat", others | {"features": database}, True)
save_matlab("others-plain.mat", {"features": database} | others, False)
save_matlab("no-matrix.mat", {"names": others["names"], "maps": others["maps"]}, True)

# As MATLAB 7.3 lays matrices out: HDF5 behind 512 bytes, the axes reversed, and mostly double.
with h5py.File(folder / "v73.mat", "w", userblock_size=512) as file:
    file["X"] = database.T.astype(float)
    file["Q"] = queries.T
with open(folder / "v73.mat", "r+b") as file:
    file.write(b"MATLAB 7.3 MAT-file, by h5py".ljust(124) + b"\x00\x02IM")
