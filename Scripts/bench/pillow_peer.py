"""Pillow: JPEG files to RGB pixels, shrunk to a larger side."""

import time

import PIL
from PIL import Image

from protocol import serve


def prepared(path, max_side):
    image = Image.open(path).convert("RGB")
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    return image


def prepare(request):
    began = time.perf_counter()
    for path in request["files"]:
        prepared(path, request["maxSide"])
    seconds = time.perf_counter() - began
    # Once more, for the comparison, so that no time goes into keeping them.
    with open(request["output"], "wb") as file:
        for path in request["files"]:
            file.write(prepared(path, request["maxSide"]).tobytes())
    return {"seconds": seconds}


serve(
    {
        "versions": lambda request: {"versions": {"Pillow": PIL.__version__}},
        "prepare images": prepare,
    }
)
