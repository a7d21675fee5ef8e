"""Writes Tests/TrainingTests/Golden/views.json with torchvision.

Made with Python 3.11.7, torch 2.15.0, torchvision 0.29.2, Pillow 13.0.0:

    python3 Tests/Reference/views_golden.py Tests/TrainingTests/Golden

Each view is made by torchvision.transforms.functional on a float32 tensor in 0...1, with given numbers in
the place of random ones: the crop, resized with antialiasing; the mirror; changes of colour in a given
order; the blur. The picture is made by the formula of golden_tensors.py, 40 pixels wide and 30 high.

The blur of MoCo v2 is Pillow's. The script also prints how far an edge of full contrast spreads under it,
and how far it is from the blur by the preset's kernel.
"""

import pathlib
import sys

import numpy
import torch
import torchvision
from golden_tensors import bits, rounded, write
from PIL import Image, ImageFilter
from torchvision.transforms import functional

SIDE = 12
WIDTH, HEIGHT = 40, 30


def picture():
    """(channel, height, width), bytes: gradients with noise, so that colours are of all kinds."""
    noise = (bits("view", 3 * WIDTH * HEIGHT) >> numpy.uint64(57)).astype(numpy.int64)
    noise = noise.reshape(HEIGHT, WIDTH, 3)
    y, x = numpy.arange(HEIGHT)[:, None], numpy.arange(WIDTH)[None, :]
    ramps = numpy.stack([3 * x + 0 * y, 4 * y + 0 * x, 120 - 3 * x + 0 * y], axis=2)
    return (noise + ramps).astype(numpy.uint8).transpose(2, 0, 1)


CHANGES = {
    "brightness": functional.adjust_brightness,
    "contrast": functional.adjust_contrast,
    "saturation": functional.adjust_saturation,
    "hue": functional.adjust_hue,
    "grey": lambda view, _: functional.rgb_to_grayscale(view, 3),
}


def view(source, box, mirrored=False, changes=(), blur=None):
    x1, y1, x2, y2 = box
    result = functional.resized_crop(
        source, y1, x1, y2 - y1, x2 - x1, [SIDE, SIDE], antialias=True)
    if mirrored:
        result = functional.hflip(result)
    for name, amount in changes:
        result = CHANGES[name](result, amount)
    if blur is not None:
        result = functional.gaussian_blur(result, blur[0], blur[1])
    return {
        "box": box, "mirrored": mirrored,
        "changes": [{"name": name, "amount": amount} for name, amount in changes],
        "blur": blur and {"kernel": blur[0], "sigma": blur[1]},
        "values": rounded(result.numpy()),
    }


def cases(source):
    whole, part, small = [0, 0, WIDTH, HEIGHT], [5, 3, 31, 22], [20, 9, 27, 18]
    jitter = [("contrast", 1.4), ("hue", 0.17), ("brightness", 0.7), ("saturation", 1.6)]
    return {
        "crop that shrinks": view(source, whole),
        "crop that stretches": view(source, small),
        "mirror": view(source, part, mirrored=True),
        "brightness": view(source, part, changes=[("brightness", 1.6)]),
        "contrast": view(source, part, changes=[("contrast", 1.8)]),
        "less contrast": view(source, part, changes=[("contrast", 0.4)]),
        "saturation": view(source, part, changes=[("saturation", 1.8)]),
        "less saturation": view(source, part, changes=[("saturation", 0.3)]),
        "hue": view(source, part, changes=[("hue", 0.23)]),
        "hue the other way": view(source, part, changes=[("hue", -0.4)]),
        "grey": view(source, part, changes=[("grey", 1)]),
        "blur": view(source, part, blur=(5, 0.9)),
        "blur over the border": view(source, part, blur=(13, 2.0)),
        "all, grey last": view(
            source, part, True, jitter + [("grey", 1)], (7, 1.3)),
        "all, grey first": view(
            source, part, True, [("grey", 1)] + jitter, (7, 1.3)),
        "all in colour": view(source, part, False, jitter[::-1], (7, 0.4)),
    }


def show_reach_of_pillow():
    edge = numpy.zeros((41, 41), numpy.uint8)
    edge[:, 20:] = 255
    for sigma in [0.5, 1.0, 2.0]:
        blurred = numpy.asarray(Image.fromarray(edge).filter(ImageFilter.GaussianBlur(sigma)))
        changed = numpy.flatnonzero(blurred[20] != edge[20])
        ours = functional.gaussian_blur(torch.from_numpy(edge / 255).float()[None], 13, sigma)[0]
        difference = numpy.abs(ours.numpy() - blurred / 255).max()
        print(f"sigma {sigma}: an edge changes {changed.max() - 19} pixels behind it under Pillow; "
              f"a kernel of 13 differs by {difference:.4f} at most")


def main(folder):
    source = torch.from_numpy(picture()).float() / 255
    versions = {"torch": torch.__version__, "torchvision": torchvision.__version__}
    write(folder / "views.json", versions, "views", cases(source))
    show_reach_of_pillow()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
