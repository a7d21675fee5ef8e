"""Compares a run of the paper's table 1 with PyTorch, torchvision, Pillow and NumPy.

    python3 rehearsal_check.py --data DATA --weights WEIGHTS --cache CACHE --results RESULTS

Extracts every image and query of the revisited sets in DATA with every checkpoint in WEIGHTS anew:
Pillow decodes, converts to RGB, cuts queries and shrinks as cirtorch does, torchvision's ResNet-50
computes features, which are pooled by SPoC and by GeM with exponent 3 and made unit-length. Then

  - each descriptor must agree with the one that the run left in CACHE, to a cosine of 0.9999;
  - each Easy, Medium and Hard mAP of RESULTS/paper-table1.csv must be the one that follows from the
    descriptors computed here, to 0.01 points; with whitening, fitted in float64 on the other city,
    to 0.1 points, since the run projects in float32 and lifts axes of 1e-5 of the variance;
  - rows whose weights or sets are missing must be empty.

Ends with 1 when anything disagrees. --keep FOLDER keeps the descriptors for another check.
Needs torch, torchvision, numpy, Pillow and h5py. Written with Python 3.11, torch 2.15, Pillow 12.
"""

import argparse
import csv
import hashlib
import json
import pathlib
import pickle
import sys
import time

import h5py
import numpy
import torch
import torchvision
from PIL import Image

EXPERIMENTS = pathlib.Path(__file__).resolve().parents[2] / "Experiments"
OTHER_CITY = {"roxford5k": "rparis6k", "rparis6k": "roxford5k"}
POOLINGS = ("spoc", "gem")
SIZE = 1024
# What the key of descriptors says of how images are prepared and pooled.
FIELDS = {
    "resize": "shrink", "size": SIZE, "crop": "cirtorch", "orientation": "ignore", "scales": [1.0],
}
MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], numpy.float32)
FLOOR = 1e-5
LEAST_COSINE = 0.9999
LARGEST_DIFFERENCE = {"none": 0.0001, "pca": 0.001}
SETTINGS = {
    "easy": (("easy",), ("junk", "hard")),
    "medium": (("easy", "hard"), ("junk",)),
    "hard": (("hard",), ("junk", "easy")),
}


class City:
    """The images and positives of one revisited set."""

    def __init__(self, folder):
        self.name = folder.name
        with open(folder / f"gnd_{self.name}.pkl", "rb") as file:
            truth = pickle.load(file)
        self.answers = truth["gnd"]
        self.images = [(name, folder / "jpg" / f"{name}.jpg", None) for name in truth["imlist"]]
        self.queries = [
            (name, folder / "jpg" / f"{name}.jpg", answer["bbx"])
            for name, answer in zip(truth["qimlist"], self.answers)
        ]


def body(path):
    """Returns the convolutions of the ResNet-50 in a torchvision or MoCo checkpoint."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    if "state_dict" in state:
        prefix = "module.encoder_q."
        state = {
            name.removeprefix(prefix): value
            for name, value in state["state_dict"].items()
            if name.startswith(prefix)
        }
    state = {name: value for name, value in state.items() if not name.startswith("fc.")}
    network = torchvision.models.resnet50(weights=None)
    network.fc = torch.nn.Identity()
    network.load_state_dict(state)
    features = torch.nn.Sequential(*list(network.children())[:-2])
    return features.eval().to(memory_format=torch.channels_last)


def prepared(path, box):
    """Returns one image as cirtorch gives it to the network, (1, 3, height, width)."""
    image = Image.open(path).convert("RGB")
    size = SIZE
    if box is not None:
        whole = max(image.size)
        image = image.crop(box)
        size = SIZE * max(image.size) / whole
    image.thumbnail((size, size), Image.Resampling.LANCZOS)
    pixels = (numpy.asarray(image, numpy.float32) / 255 - MEAN) / DEVIATION
    return torch.from_numpy(pixels.transpose(2, 0, 1).copy())[None]


def unit(rows):
    return rows / (numpy.linalg.norm(rows, axis=-1, keepdims=True) + 1e-6)


def extract(network, shots):
    """Returns one table a pooling, (image, 2048), rows in the order of the images."""
    tables = {pooling: [] for pooling in POOLINGS}
    with torch.inference_mode():
        for _, path, box in shots:
            features = network(prepared(path, box))[0].flatten(1).double().numpy()
            tables["spoc"].append(features.mean(axis=1))
            tables["gem"].append((features.clip(1e-6) ** 3).mean(axis=1) ** (1 / 3))
    return {pooling: unit(numpy.array(rows)) for pooling, rows in tables.items()}


def descriptors(weights, digest, city, keep):
    """Returns the tables of a city's images and of its queries, computed or kept from before."""
    shots = city.images + city.queries
    kept = keep and keep / f"{digest[:16]}-{city.name}-{len(shots)}.npz"
    if kept and kept.exists():
        tables = dict(numpy.load(kept))
    else:
        tables = extract(body(weights), shots)
        if kept:
            keep.mkdir(parents=True, exist_ok=True)
            numpy.savez(kept, **tables)
    return {name: numpy.split(rows, [len(city.images)]) for name, rows in tables.items()}


def cached_rows(cache, digest, pooling):
    """Returns the descriptors that a run left of one network under one pooling, by content."""
    wanted = FIELDS | {"pooling": pooling} | ({"gemExponent": 3.0} if pooling == "gem" else {})
    rows = {}
    for sidecar in sorted(cache.glob("descriptors/**/*.json")):
        record = json.loads(sidecar.read_text())
        fields = record["key"]["fields"]
        if record["provenance"]["lineage"].get(fields["weights"]) != digest:
            continue
        if any(fields.get(field) != value for field, value in wanted.items()):
            continue
        with h5py.File(sidecar.with_suffix(".h5")) as file:
            for name, row in zip(file["names"].asstr()[:], file["descriptors"][:]):
                rows[name] = row.astype(numpy.float64)
    return rows


def content_name(shot):
    """Returns the name of a row of the cache: the SHA-256 of the image, and its box."""
    _, path, box = shot
    corners = "" if box is None else " " + ",".join(str(float(corner)) for corner in box)
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest() + corners


def worst_cosine(shots, own, rows):
    """Returns the least cosine between the two descriptors of an image, and the image's name."""
    found = [rows.get(content_name(shot)) for shot in shots]
    missing = [shot[0] for shot, row in zip(shots, found) if row is None]
    if missing:
        return -1.0, f"{len(missing)} are not in the cache, {missing[0]} among them"
    cosines = [
        float(row @ other / numpy.linalg.norm(row) / numpy.linalg.norm(other))
        for row, other in zip(own, found)
    ]
    worst = int(numpy.argmin(cosines))
    return cosines[worst], shots[worst][0]


def average_precision(ranking, positives, junk):
    """Returns the trapezoid sum over the ranks, from 0, of the positives after junk is removed."""
    kept = [image for image in ranking if image not in junk]
    ranks = [rank for rank, image in enumerate(kept) if image in positives]
    area = 0.0
    for j, rank in enumerate(ranks):
        before = j / rank if rank else 1.0
        area += (before + (j + 1) / (rank + 1)) / 2
    return area / len(positives)


def mean_average_precisions(images, queries, answers):
    """Returns the mAP of each setting; queries without positives are left out."""
    rankings = numpy.argsort(-(queries @ images.T), axis=1, kind="stable").tolist()
    means = {}
    for setting, (wanted, ignored) in SETTINGS.items():
        values = []
        for ranking, answer in zip(rankings, answers):
            positives = {int(image) for name in wanted for image in answer[name]}
            junk = {int(image) for name in ignored for image in answer[name]}
            if positives:
                values.append(average_precision(ranking, positives, junk))
        means[setting] = float(numpy.mean(values))
    return means


def whitening(rows):
    """Returns the map that whitening fitted on rows is, variances raised to the floor."""
    mean = rows.mean(axis=0)
    values, vectors = numpy.linalg.eigh((rows - mean).T @ (rows - mean) / len(rows))
    projection = vectors / numpy.sqrt(numpy.maximum(values, FLOOR * values[-1]))
    return lambda others: unit((others - mean) @ projection)


class Report:
    """Prints each comparison, and counts those that disagree."""

    def __init__(self):
        self.failures = 0

    def line(self, agrees, text):
        self.failures += not agrees
        print(f"{'agrees  ' if agrees else 'DISAGREES'} {text}", flush=True)


def compare_descriptors(report, row, city, own, cache, digest):
    for pooling, (images, queries) in own.items():
        rows = cached_rows(cache, digest, pooling)
        for kind, shots, table in (
            ("images", city.images, images), ("queries", city.queries, queries),
        ):
            cosine, name = worst_cosine(shots, table, rows)
            report.line(
                cosine >= LEAST_COSINE,
                f"{row}, {pooling}: worst cosine of {len(shots)} {kind} of {city.name} is "
                f"{cosine:.9f} ({name})")


def compare_cells(report, row, city, own, cells):
    """Compares the cells of one network and city; `own` holds the tables of each city."""
    for pooling in POOLINGS:
        images, queries = own[city.name][pooling]
        for kind in ("none", "pca"):
            found = cells.get((row, pooling, kind, city.name), {})
            other = OTHER_CITY[city.name]
            if kind == "pca" and other not in own:
                report.line(
                    not any(found.values()),
                    f"{row}, {pooling}, pca, {city.name} without {other} is empty")
                continue
            turn = whitening(own[other][pooling][0]) if kind == "pca" else lambda rows: rows
            expected = mean_average_precisions(turn(images), turn(queries), city.answers)
            for setting, value in expected.items():
                text = found.get(f"{setting}.mAP") or "nan"
                report.line(
                    abs(float(text) - value) <= LARGEST_DIFFERENCE[kind],
                    f"{row}, {pooling}, {kind}, {city.name} {setting}: table "
                    f"{100 * float(text):.4f}, here {100 * value:.4f}")


def read_cells(path):
    """Returns the values of a table, by row, pooling, whitening and set, then by metric."""
    cells = {}
    with open(path, newline="", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            key = (line["row"].split("/")[0], line["pooling"], line["whitening"], line["dataset"])
            cells.setdefault(key, {})[line["metric"]] = line["mean"]
    return cells


def networks(weights):
    """Returns the name and the file of each row of the table, whether the file is there or not."""
    rows = json.loads((EXPERIMENTS / "paper" / "table1.json").read_text())["rows"]
    for row in rows:
        recipe = json.loads((EXPERIMENTS / "models" / f"{row['model']}.json").read_text())
        yield row["name"], weights / recipe["initialWeights"]["file"]


def check(options):
    report = Report()
    cells = read_cells(options.results / "paper-table1.csv")
    cities = [City(options.data / name) for name in OTHER_CITY if (options.data / name).exists()]
    checked = 0
    for row, path in networks(options.weights):
        if not path.exists():
            values = [value for key, found in cells.items() if key[0] == row for value in found.values()]
            report.line(not any(values), f"{row} without its file is empty")
            continue
        checked += 1
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        began = time.monotonic()
        own = {city.name: descriptors(path, digest, city, options.keep) for city in cities}
        print(f"{row}: extracted here in {time.monotonic() - began:.0f} s", flush=True)
        for city in cities:
            compare_descriptors(report, row, city, own[city.name], options.cache, digest)
            compare_cells(report, row, city, own, cells)
    if not cities or not checked:
        sys.exit("There is neither a revisited set nor a checkpoint to check.")
    print(f"{report.failures} comparisons disagree")
    return report.failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("data", "weights", "cache", "results"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for the descriptors")
    sys.exit(1 if check(parser.parse_args()) else 0)


if __name__ == "__main__":
    main()
