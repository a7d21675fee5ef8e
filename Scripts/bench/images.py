"""JPEG files to normalised pixels, one file ahead of the network."""

import queue
import threading

import numpy
from PIL import Image

MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], numpy.float32)


def pixels(path, max_side):
    """Returns one image as (1, channel, height, width), shrunk to a larger side as `thumbnail` does."""
    image = Image.open(path).convert("RGB")
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    values = numpy.asarray(image, numpy.float32)
    values *= 1 / (255 * DEVIATION)
    values -= MEAN / DEVIATION
    return numpy.ascontiguousarray(values.transpose(2, 0, 1))[None]


def prefetched(paths, max_side, depth=4):
    """Yields the pixels of files in order, prepared by a thread of its own."""
    ready = queue.Queue(maxsize=depth)

    def prepare():
        for path in paths:
            try:
                ready.put(pixels(path, max_side))
            except Exception as error:
                ready.put(error)
                return

    threading.Thread(target=prepare, daemon=True).start()
    for _ in paths:
        item = ready.get()
        if isinstance(item, Exception):
            raise item
        yield item
