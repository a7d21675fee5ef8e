"""Writes the golden files of query crops in Tests/ImagesTests/Golden, with Pillow and NumPy.

Versions used: Python 3.11, Pillow 11.3.0, NumPy 2. No randomness: the source is `pattern(80, 60)`,
which the Swift tests compute as well. The steps are those of two public loaders, restated:

* cirtorch (`ImagesFromList`): cut the original, then `thumbnail` to size * max(cut) / max(original), a
  fraction that Pillow rounds down.
* VISSL (`load_and_prepare_image`): bilinear to round(side * size / larger side), then cut by the box
  times the same ratio, rounded to even, as NumPy slices do.

Boxes are clamped to the image first. Without that, Pillow's `crop` would add black pixels outside of
it, and NumPy would count a negative start from the far side.

    python3 Tests/Reference/make_crop_goldens.py
"""

import pathlib

import numpy
from PIL import Image

FOLDER = pathlib.Path(__file__).parents[1] / "ImagesTests" / "Golden"
WIDTH, HEIGHT = 80, 60
BOXES = (
    (8.0, 4.0, 32.0, 20.0), (56.5, 13.1, 73.5, 37.7), (0.0, 0.0, 80.0, 60.0), (0.0, 0.0, 13.0, 39.0),
    (60.4, 40.6, 80.0, 60.0), (-5.0, -3.5, 24.0, 17.0), (48.0, 36.0, 84.3, 71.0), (13.0, -2.0, 14.2, 64.0))


def pattern(width, height):
    y, x = numpy.mgrid[0:height, 0:width]
    channels = [(x * 7 + y * 13 + channel * 50 + x * y // 3) % 256 for channel in range(3)]
    return Image.fromarray(numpy.stack(channels, axis=2).astype(numpy.uint8))


def clamped(box, width, height):
    x1, y1, x2, y2 = (int(round(side)) for side in box)
    return max(x1, 0), max(y1, 0), min(x2, width), min(y2, height)


def cirtorch(image, box, size):
    part = image.crop(clamped(box, WIDTH, HEIGHT))
    longest = size * max(part.size) / max(image.size)
    part.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return part


def vissl(image, box, size):
    ratio = float(size) / max(image.size)
    width, height = (int(side) for side in numpy.round(numpy.array(image.size) * ratio))
    resized = numpy.asarray(image.resize((width, height), Image.Resampling.BILINEAR))
    left, top, right, bottom = numpy.round(numpy.array(clamped(box, WIDTH, HEIGHT)) * ratio).astype(int)
    return Image.fromarray(resized[top:bottom, left:right])


for index, box in enumerate(BOXES):
    for size in (39, 52):
        cirtorch(pattern(WIDTH, HEIGHT), box, size).save(FOLDER / f"crop-cirtorch-{index}-{size}.png", optimize=True)
        vissl(pattern(WIDTH, HEIGHT), box, size).save(FOLDER / f"crop-vissl-{index}-{size}.png", optimize=True)
