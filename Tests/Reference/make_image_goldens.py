"""Writes the golden files of Tests/ImagesTests with Pillow.

Versions used: Python 3.11, Pillow 11.3.0 (libjpeg-turbo 3.1.1), NumPy 2. Pillow 13 resizes some
shapes (tall ones, mostly) vertically first, which moves a few bytes by a level; the projects that
this package follows used earlier versions.
No randomness: every source is `pattern(width, height)`, which the Swift tests compute as well.

    python3 Tests/Reference/make_image_goldens.py
"""

import io
import pathlib
import struct
import zlib

import numpy
from PIL import Image

FOLDER = pathlib.Path(__file__).parents[1] / "ImagesTests" / "Golden"
FILTERS = {name: Image.Resampling[name.upper()] for name in ("box", "bilinear", "bicubic", "lanczos")}


def pattern(width, height):
    """Hard edges and slopes: filters overshoot on the first and round on the second."""
    y, x = numpy.mgrid[0:height, 0:width]
    channels = [(x * 7 + y * 13 + channel * 50 + x * y // 3) % 256 for channel in range(3)]
    return Image.fromarray(numpy.stack(channels, axis=2).astype(numpy.uint8))


def smooth(width, height):
    """Slopes only, as JPEG likes them."""
    y, x = numpy.mgrid[0:height, 0:width]
    channels = [x * 255 // (width - 1), y * 255 // (height - 1), (x + y) * 255 // (width + height - 2)]
    return Image.fromarray(numpy.stack(channels, axis=2).astype(numpy.uint8))


def write_resampled():
    for name, resampling in FILTERS.items():
        for width, height in ((30, 23), (61, 20), (7, 90), (1, 1), (90, 60)):
            image = pattern(61, 47).resize((width, height), resampling)
            image.save(FOLDER / f"resize-{name}-61x47-{width}x{height}.png")
        pattern(1, 40).resize((3, 9), resampling).save(FOLDER / f"resize-{name}-1x40-3x9.png")
        pattern(41, 1).resize((9, 1), resampling).save(FOLDER / f"resize-{name}-41x1-9x1.png")
        for width, height, side in ((203, 131, 20), (131, 203, 41), (203, 131, 99), (331, 1, 20), (37, 401, 16)):
            image = pattern(width, height)
            image.thumbnail((side, side), resampling)
            image.save(FOLDER / f"thumbnail-{name}-{width}x{height}-{side}.png")


def write_pair(name, data):
    """Writes a file to decode and, as RGB, what Pillow makes of it."""
    (FOLDER / f"decode-{name}").write_bytes(data)
    expected = Image.open(io.BytesIO(data)).convert("RGB")
    expected.save(FOLDER / f"decoded-{name}.png")


def encoded(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png(width, height, depth, colour, rows, interlaced=False, extra=()):
    """A PNG file from packed rows: Pillow writes neither interlaced nor all deep files."""
    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    body = b"".join(b"\0" + row for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunk(*e) for e in extra)
            + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b""))


def interlaced_rows(array):
    """The rows of Adam7's seven passes."""
    for y0, x0, dy, dx in ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)):
        for row in array[y0::dy, x0::dx]:
            if row.size:
                yield row.tobytes()


def write_decoding_matrix():
    image = smooth(33, 21)
    write_pair("baseline.jpg", encoded(image, "JPEG", quality=80))
    write_pair("full-colour.jpg", encoded(image, "JPEG", quality=80, subsampling=0))
    write_pair("half-colour.jpg", encoded(image, "JPEG", quality=80, subsampling=1))
    write_pair("progressive.jpg", encoded(image, "JPEG", quality=80, progressive=True))
    write_pair("grey.jpg", encoded(image.convert("L"), "JPEG", quality=80))
    cmyk = encoded(image.convert("CMYK"), "JPEG", quality=80)
    write_pair("cmyk.jpg", cmyk)
    # The same samples declared as YCCK (Adobe transform 2): other colours, another path.
    marker = cmyk.index(b"Adobe") + 11
    write_pair("ycck.jpg", cmyk[:marker] + b"\2" + cmyk[marker + 1:])
    write_pair("rgb.png", encoded(image, "PNG"))
    write_pair("grey.png", encoded(image.convert("L"), "PNG"))
    write_pair("bilevel.png", encoded(image.convert("1"), "PNG"))
    write_pair("palette.png", encoded(image.quantize(11), "PNG"))
    palette = image.quantize(11)
    write_pair("palette-transparent.png", encoded(palette, "PNG", transparency=3))
    alpha = image.copy()
    alpha.putalpha(image.getchannel(0))
    write_pair("alpha.png", encoded(alpha, "PNG"))
    write_pair("grey-alpha.png", encoded(alpha.convert("LA"), "PNG"))
    array = numpy.asarray(image)
    write_pair("interlaced.png", png(33, 21, 8, 2, interlaced_rows(array), interlaced=True))
    nibbles = (numpy.asarray(image.convert("L"))[:, :32] // 16).astype(numpy.uint8)
    packed = [(row[0::2] * 16 + row[1::2]).tobytes() for row in nibbles]
    write_pair("grey-4-bit.png", png(32, 21, 4, 0, packed))


def write_sixteen_bits():
    """Every 16-bit value that is near a rounding boundary, and what v * 255 / 65535 rounds to."""
    values = numpy.array([(257 * k + d) % 65536 for k in range(256) for d in (-129, -128, 0, 128, 129)])
    values = values.reshape(20, 64)
    rows = [row.astype(">u2").tobytes() for row in values]
    (FOLDER / "sixteen-grey.png").write_bytes(png(64, 20, 16, 0, rows))
    colour = numpy.stack([values, values[::-1], 65535 - values], axis=2)
    rows = [row.astype(">u2").tobytes() for row in colour]
    (FOLDER / "sixteen-colour.png").write_bytes(png(64, 20, 16, 2, rows))
    # Alpha is dropped after the scaling: the expected pixels are those without it.
    alpha = values[::-1, ::-1, None]
    for name, samples, kind in (("grey-alpha", values[:, :, None], 4), ("colour-alpha", colour, 6)):
        rows = [row.astype(">u2").tobytes() for row in numpy.concatenate([samples, alpha], axis=2)]
        (FOLDER / f"sixteen-{name}.png").write_bytes(png(64, 20, 16, kind, rows))
    rounded = numpy.floor(numpy.stack([values] * 3, axis=2) * 255 / 65535 + 0.5)
    Image.fromarray(rounded.astype(numpy.uint8)).save(FOLDER / "sixteen-grey-expected.png")
    rounded = numpy.floor(colour * 255 / 65535 + 0.5)
    Image.fromarray(rounded.astype(numpy.uint8)).save(FOLDER / "sixteen-colour-expected.png")


FOLDER.mkdir(exist_ok=True)
write_resampled()
write_decoding_matrix()
write_sixteen_bits()
