"""Writes pooling.json, interpolation.json, scales.json, regions.json, learned_whitening.json,
expansion.json and diffusion.json.

Made with Python 3.11, numpy 2.4.6 and torch 2.15:

    python3 Tests/Reference/make_retrieval_golden.py Tests/RetrievalTests/Golden

Features and descriptors are drawn from the formula of golden_tensors.py, so that the files hold results
only. Positions of regions are computed in single precision, as cirtorch does, and so are those of
bilinear interpolation, by PyTorch; all else in float64 from the float32 inputs.
"""

import json
import math
import pathlib
import sys

import numpy as np
import torch
from torch.nn import functional

from golden_tensors import draws

SHAPES = [(1, 1), (1, 40), (40, 1), (7, 5), (32, 24), (9, 9)]
CHANNELS = 5


def unit(rows):
    rows = np.asarray(rows, dtype=np.float64)
    return rows / (np.linalg.norm(rows, axis=-1, keepdims=True) + 1e-6)


def features(height, width):
    """Maps after a rectifier: two images, about half of the places zero."""
    name = f"features {height} {width}"
    return np.maximum(draws(name, (2, CHANNELS, height, width), 1.0), 0).astype(np.float64)


def descriptors(name, rows, columns, offset=0.0):
    return unit(draws(name, (rows, columns), 1.0, offset)).astype(np.float32).astype(np.float64)


def regions(height, width, levels=3):
    """The whole map, then (y, x, side) of each region."""
    short, long = min(height, width), max(height, width)
    gap = (long - short) / torch.arange(1, 7, dtype=torch.float32)
    overlap = (short**2 - short * gap) / short**2
    extra = int((overlap - 0.4).abs().argmin()) + 1
    found = []
    for level in range(1, levels + 1):
        side = 2 * short // (level + 1)
        if side == 0:
            continue
        half = math.floor(side / 2 - 1)

        def starts(length, count):
            step = (length - side) / (count - 1) if count > 1 else 0
            places = torch.floor(half + torch.arange(count, dtype=torch.float32) * step) - half
            return [int(place) for place in places]

        across = starts(width, level + (extra if width > height else 0))
        down = starts(height, level + (extra if height > width else 0))
        found += [(y, x, side) for y in down for x in across]
    return found


def grid_checksum(largest):
    """One number for the grids of all maps up to a size: places count by their order."""
    total = 0
    for height in range(1, largest + 1):
        for width in range(1, largest + 1):
            for index, (y, x, side) in enumerate(regions(height, width)):
                total += (index + 1) * (10007 * y + 101 * x + side)
    return total


def parts(maps):
    height, width = maps.shape[-2:]
    yield maps
    for y, x, side in regions(height, width):
        yield maps[..., y : y + side, x : x + side]


def mac(maps):
    return maps.max(axis=(2, 3))


def gem(maps, exponents):
    exponents = np.asarray(exponents)
    powers = np.maximum(maps, 1e-6) ** exponents[:, None, None]
    return powers.mean(axis=(2, 3)) ** (1 / exponents)


def plain(maps):
    """SPoC, MAC, GeM, and GeM with an exponent as it is learnt, by PyTorch's layers.

    Its power-average pooling sums without dividing, so the place count is taken out afterwards.
    """
    images = torch.from_numpy(maps)
    window = maps.shape[2:]

    def gem(exponent):
        sums = functional.lp_pool2d(images.clamp(min=1e-6), exponent, window)
        return sums * math.prod(window) ** (-1 / exponent)

    pooled = {
        "spoc": functional.adaptive_avg_pool2d(images, 1),
        "mac": functional.adaptive_max_pool2d(images, 1),
        "gem": gem(3.0),
        "learntGeM": gem(LEARNT_EXPONENT),
    }
    return {name: values.flatten().tolist() for name, values in pooled.items()}


def crow(maps):
    results = []
    for image in maps:
        places = image.sum(axis=0)
        places = np.sqrt(places / np.sqrt((places**2).sum()))
        shares = (image != 0).mean(axis=(1, 2))
        channels = [math.log(shares.sum() / share) if share > 0 else 0 for share in shares]
        results.append((image * places).sum(axis=(1, 2)) * channels)
    return np.array(results)


EXPONENTS = [1.0, 2.0, 3.0, 4.5, 0.5]
LEARNT_EXPONENT = float(np.float32(2.9137))


def pooling():
    mean = descriptors("region mean", 1, CHANNELS)[0]
    matrix = draws("region matrix", (3, CHANNELS), 1.0).astype(np.float64)
    # What cirtorch whitens regions with: a layer with a bias, as wide as it is deep, and no mean.
    layer = draws("region layer", (CHANNELS, CHANNELS), 1.0).astype(np.float64)
    bias = draws("region bias", (CHANNELS,), 1.0).astype(np.float64)
    cases = []
    for height, width in SHAPES:
        maps = features(height, width)
        whitened = [unit((unit(mac(part)) - mean) @ matrix.T) for part in parts(maps)]
        layered = [
            unit(unit(gem(part, [3.0] * CHANNELS)) @ layer.T + bias) for part in parts(maps)
        ]
        cases.append(
            {
                "height": height,
                "width": width,
                **plain(maps),
                "regions": regions(height, width),
                "rmac": sum(unit(mac(part)) for part in parts(maps)).ravel().tolist(),
                "regionalGeM": sum(unit(gem(part, [3.0] * CHANNELS)) for part in parts(maps))
                .ravel()
                .tolist(),
                "regionalWhitened": sum(whitened).ravel().tolist(),
                "regionalLayer": sum(layered).ravel().tolist(),
                "channelGeM": gem(maps, EXPONENTS).ravel().tolist(),
                "crow": crow(maps).ravel().tolist(),
            }
        )
    return cases


def interpolation():
    """The first map of each size, resampled as cirtorch and dirtorch call PyTorch."""
    cases = []
    for height, width, scales in [
        (1, 1, [2**0.5]),
        (1, 40, [2**0.5]),
        (7, 5, [0.5, 2**-0.5, 2**0.5]),
        (32, 24, [0.5, 2**-0.5]),
    ]:
        image = torch.from_numpy(features(height, width)[:1, :1].astype(np.float32))
        for scale in scales:
            resampled = functional.interpolate(
                image, scale_factor=scale, mode="bilinear", align_corners=False)
            cases.append(
                {
                    "height": height,
                    "width": width,
                    "scale": scale,
                    "shape": list(resampled.shape),
                    "values": resampled.flatten().tolist(),
                }
            )
    return cases


def scales():
    """The descriptors of three scales as one: their mean, and power means as cirtorch takes them."""
    drawn = [np.abs(descriptors(f"scale {index}", 3, 7)) for index in range(3)]
    cases = []
    for count in [1, 2, 3]:
        together = np.stack(drawn[:count])
        case = {"scales": count, "mean": unit(together.mean(axis=0)).ravel().tolist()}
        for name, exponent in [("cube", 3.0), ("learnt", LEARNT_EXPONENT)]:
            power = ((together**exponent).sum(axis=0) / count) ** (1 / exponent)
            # cirtorch adds nothing to this length; with unit rows that is below the tolerance.
            case[name] = (power / np.linalg.norm(power, axis=1, keepdims=True)).ravel().tolist()
        cases.append(case)
    return cases


def learned(rows, columns, pairs, kept):
    """Pairs of neighbouring rows, row 0 twice a query."""
    table = descriptors(f"whitening {rows}", rows, columns, 0.25)
    queries = [0, 0] + list(range(2, 2 * (pairs - 1), 2))
    positives = [1, 3] + [query + 1 for query in queries[2:]]
    mean = table[queries].mean(axis=0)
    gaps = table[queries] - table[positives]
    # cirtorch's rule, within the directions in which pairs differ.
    _, lengths, basis = np.linalg.svd(gaps, full_matrices=False)
    basis = basis[lengths > 1e-6 * lengths[0]]
    within = gaps @ basis.T
    inverse = np.linalg.inv(np.linalg.cholesky(within.T @ within / len(gaps))) @ basis
    white = (table - mean) @ inverse.T
    vectors = np.linalg.eigh(white.T @ white)[1][:, ::-1].T
    matrix = (vectors @ inverse)[:kept]
    largest = matrix[np.arange(kept), np.abs(matrix).argmax(axis=1)]
    matrix *= np.sign(largest)[:, None]
    others = descriptors("whitening others", 4, columns)
    return {
        "rows": rows,
        "columns": columns,
        "queries": queries,
        "positives": positives,
        "kept": kept,
        "mean": mean.tolist(),
        "matrix": matrix.ravel().tolist(),
        "whitened": unit((others - mean) @ matrix.T).ravel().tolist(),
    }


def expand(rows, database, count, exponent, own):
    similarities = rows @ database.T
    results = []
    for index, row in enumerate(rows):
        order = [j for j in np.argsort(-similarities[index], kind="stable") if not (own and j == index)]
        weights = [max(similarities[index, j], 0) ** exponent for j in order[:count]]
        total = row + sum(w * database[j] for w, j in zip(weights, order[:count]))
        results.append(total / (len(weights) + 1))
    return unit(results)


def expansion():
    database = descriptors("expansion database", 30, 6)
    queries = descriptors("expansion queries", 4, 6)
    cases = []
    for count, exponent in [(1, 0.0), (5, 0.0), (5, 3.0), (29, 2.0), (100, 0.5)]:
        cases.append(
            {
                "neighbours": count,
                "exponent": exponent,
                "queries": expand(queries, database, count, exponent, False).ravel().tolist(),
                "database": expand(database, database, count, exponent, True)[:3].ravel().tolist(),
            }
        )
    return cases


def conjugate_gradients(matrix, rows, steps, tolerance):
    """Shewchuk 1994, algorithm B2, stopped as SciPy's `cg` stops."""
    solutions = []
    for right in rows:
        solution, residual = np.zeros_like(right), right.copy()
        direction = residual
        for _ in range(steps):
            if np.linalg.norm(residual) <= tolerance * np.linalg.norm(right):
                break
            length = residual @ residual / (direction @ matrix @ direction)
            solution = solution + length * direction
            following = residual - length * matrix @ direction
            direction = following + (following @ following) / (residual @ residual) * direction
            residual = following
        solutions.append(solution)
    return np.array(solutions)


def diffuse(rows, columns, count, starts, exponent, alpha):
    database = descriptors(f"diffusion database {rows}", rows, columns)
    queries = descriptors("diffusion queries", 3, columns)
    similarities = database @ database.T
    nearest = np.zeros((rows, rows), dtype=bool)
    for image in range(rows):
        nearest[image, np.argsort(-similarities[image], kind="stable")[:count]] = True
    weights = np.where(nearest & nearest.T, np.maximum(similarities, 0) ** exponent, 0)
    np.fill_diagonal(weights, 0)
    sums = weights.sum(axis=1)
    roots = np.where(sums > 0, 1 / np.sqrt(np.where(sums > 0, sums, 1)), 0)
    matrix = np.eye(rows) - alpha * roots[:, None] * weights * roots[None, :]
    right = np.zeros((3, rows))
    for query, values in enumerate(queries @ database.T):
        best = np.argsort(-values, kind="stable")[:starts]
        right[query, best] = np.maximum(values[best], 0) ** exponent
    return {
        "rows": rows,
        "columns": columns,
        "neighbours": count,
        "starts": starts,
        "exponent": exponent,
        "alpha": alpha,
        "afterTwentySteps": conjugate_gradients(matrix, right, 20, 1e-6).ravel().tolist(),
        "edges": int((weights > 0).sum()),
        "isolated": int((sums == 0).sum()),
        "scores": np.linalg.solve(matrix, right.T).T.ravel().tolist(),
    }


def main(folder):
    golden = {
        "pooling": pooling(),
        "interpolation": interpolation(),
        "scales": scales(),
        "regions": {"largest": 40, "checksum": grid_checksum(40)},
        "learned_whitening": [
            learned(40, 6, 20, 6),
            learned(40, 6, 20, 2),
            learned(37, 11, 17, 5),
            learned(24, 8, 5, 5),
        ],
        "expansion": expansion(),
        "diffusion": [
            diffuse(40, 5, 6, 4, 3.0, 0.99),
            diffuse(60, 12, 4, 10, 1.0, 0.9),
            diffuse(90, 9, 15, 10, 3.0, 0.99),
        ],
    }
    for name, value in golden.items():
        # Eight digits: 1e-8 beside a tolerance of 1e-5.
        text = json.dumps(json.loads(json.dumps(value), parse_float=lambda x: float(f"{float(x):.9g}")))
        (folder / f"{name}.json").write_text(text + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
