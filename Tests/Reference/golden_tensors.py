"""Tensors from a formula that the tests evaluate to the same bits, so that they need not be stored.

The draws of a tensor are SplitMix64's (Steele, Lea and Flood 2014), the generator's state begun with
the FNV-1a hash of the tensor's name. The upper 24 bits k of a draw become (2k + 1 − 2^24) · 2^-24,
which is exact in float32 and uniform in −1…1.
"""
import json

import numpy as np
import torch


def bits(name, count):
    """The first `count` draws of the stream of a name, as 64-bit words."""
    state = 0xCBF29CE484222325
    for byte in name.encode():
        state = (state ^ byte) * 0x100000001B3 % 2**64
    with np.errstate(over="ignore"):
        z = np.uint64(state) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def draws(name, shape, scale, offset=0.0):
    """offset + scale · draw, each operation rounded to float32."""
    top = (bits(name, int(np.prod(shape))) >> np.uint64(40)).astype(np.int64)
    unit = (2 * top + 1 - 2**24).astype(np.float32) * np.float32(2.0**-24)
    return (np.float32(offset) + np.float32(scale) * unit).reshape(shape)


def images(shape):
    """Smooth noise, bilinear between values 16 pixels apart, and a quarter as much rough noise.

    All sums are of whole numbers below 2^17, so they are exact.
    """
    batch, channels, height, width = shape
    rows, columns = height // 16 + 2, width // 16 + 2
    coarse = (bits("smooth", batch * channels * rows * columns) >> np.uint64(56)).astype(np.int64)
    coarse = coarse.reshape(batch, channels, rows, columns)
    y, x = np.arange(height)[:, None], np.arange(width)[None, :]
    down, right = y % 16, x % 16
    level = (bits("rough", int(np.prod(shape))) >> np.uint64(56)).astype(np.int64).reshape(shape) * 64
    for row, vertical in [(y // 16, 16 - down), (y // 16 + 1, down)]:
        for column, horizontal in [(x // 16, 16 - right), (x // 16 + 1, right)]:
            level = level + vertical * horizontal * coarse[:, :, row, column]
    return (level - 40800).astype(np.float32) * np.float32(2.0**-14)


def parameter(name, shape):
    """A parameter as of a trained network: He's deviation for filters, scales near 1."""
    if len(shape) > 1:
        return draws(name, shape, np.sqrt(np.float32(6) / np.float32(np.prod(shape[1:]))))
    return draws(name, shape, 0.25, 1.0) if name.endswith(".weight") else draws(name, shape, 0.125)


def fill(model, parameter=parameter):
    """Gives every parameter of a PyTorch model the values of its name."""
    for name, tensor in model.named_parameters():
        tensor.data.copy_(torch.from_numpy(parameter(name, tensor.shape)))


def rounded(values):
    """Numbers as short as float32 allows."""
    return [float(str(np.float32(value))) for value in np.asarray(values).flatten()]


def write(path, versions, key, entries):
    """Writes an object with the versions and, one a line, the entries of one key."""
    lines = [f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in entries.items()]
    body = ",\n".join(lines)
    path.write_text(f'{{"versions": {json.dumps(versions)}, "{key}": {{\n{body}\n}}}}\n')
