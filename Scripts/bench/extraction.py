"""The command that every peer of extraction understands: files in, descriptors out, timed."""

import time

import numpy

import images


def command(descriptors):
    """Returns the command "extract" around descriptors(variant, iterator of pixels, count) -> rows.

    The descriptors, (image, dimension) in float32, go to the file that the request names.
    """

    def extract(request):
        files = request["files"]
        began = time.perf_counter()
        arrays = images.prefetched(files, request["maxSide"])
        rows = descriptors(request["variant"], arrays, len(files))
        seconds = time.perf_counter() - began
        numpy.concatenate(rows).astype(numpy.float32).tofile(request["output"])
        return {"seconds": seconds}

    return extract
