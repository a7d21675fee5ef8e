"""Writes Tests/ImagesTests/Golden/Matrix: small files of many encoders, and what Pillow reads in them.

Versions used: Python 3.11, Pillow 11.3.0 (libjpeg-turbo 3.1.1), NumPy 2; from Debian 12 ImageMagick
6.9.11, cjpeg and jpegtran of libjpeg-turbo 2.1.5, pnmtopng of Netpbm 11.1 (libpng 1.6.39) and
pngcrush 1.8.13. The noise is seeded; ImageMagick's files carry no date.

    python3 Tests/Reference/make_decoding_goldens.py

Each file F to decode has a neighbour F.png with the pixels that Pillow gives after convert("RGB"), or
after ImageOps.exif_transpose for those whose name begins with "exif-".
"""

import io
import pathlib
import shutil
import struct
import subprocess
import zlib

import numpy
from PIL import Image, ImageOps

FOLDER = pathlib.Path(__file__).parents[1] / "ImagesTests" / "Golden" / "Matrix"
WIDTH, HEIGHT = 27, 19


def picture():
    """Slopes, an edge and noise, so that every coefficient of a block is in use."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    noise = numpy.random.default_rng(0).integers(-20, 21, (HEIGHT, WIDTH, 3))
    slopes = numpy.stack([x * 9, y * 13, 255 - 5 * (x + y)], axis=2)
    slopes[6:13, 9:18] = (250, 20, 90)
    return Image.fromarray(numpy.clip(slopes + noise, 0, 255).astype(numpy.uint8))


def write(name, data):
    (FOLDER / name).write_bytes(data)
    image = Image.open(io.BytesIO(data))
    if name.startswith("exif-"):
        image = ImageOps.exif_transpose(image)
    pixels = Image.fromarray(numpy.asarray(image.convert("RGB")))
    pixels.save(FOLDER / f"{name}.png", optimize=True)


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def ran(*command, stdin):
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout


def segment(marker, content):
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def after_header(png, *chunks):
    """A PNG file with more chunks behind IHDR."""
    return png[:33] + b"".join(chunks) + png[33:]


def after_start(jpeg, *segments):
    """A JPEG file with more segments behind SOI."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def tiff(orientation, order="<"):
    """The smallest EXIF block: one directory with one entry."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return mark + struct.pack(order + "IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def write_jpeg(image):
    ppm, pgm = saved(image, "PPM"), saved(image.convert("L"), "PPM")
    for name, sampling in (("444", "1x1"), ("422", "2x1"), ("440", "1x2"), ("420", "2x2"), ("411", "4x1")):
        baseline = ran("cjpeg", "-quality", "85", "-sample", sampling, stdin=ppm)
        write(f"cjpeg-{name}.jpg", baseline)
        write(f"cjpeg-{name}-progressive.jpg", ran("jpegtran", "-copy", "none", "-progressive", stdin=baseline))
    write("cjpeg-grey.jpg", ran("cjpeg", "-quality", "85", "-grayscale", stdin=pgm))
    write("cjpeg-grey-progressive.jpg", ran("cjpeg", "-quality", "85", "-progressive", "-grayscale", stdin=pgm))
    write("cjpeg-rgb.jpg", ran("cjpeg", "-quality", "85", "-rgb", stdin=ppm))
    write("cjpeg-quality-5.jpg", ran("cjpeg", "-quality", "5", stdin=ppm))
    write("cjpeg-quality-100.jpg", ran("cjpeg", "-quality", "100", stdin=ppm))
    write("cjpeg-fast-dct.jpg", ran("cjpeg", "-quality", "85", "-dct", "fast", stdin=ppm))
    write("cjpeg-restart-block.jpg", ran("cjpeg", "-quality", "85", "-restart", "1B", stdin=ppm))
    write("cjpeg-restart-row.jpg", ran("cjpeg", "-quality", "85", "-restart", "1", "-progressive", stdin=ppm))
    write("cjpeg-arithmetic.jpg", ran("cjpeg", "-quality", "85", "-arithmetic", stdin=ppm))
    write("cjpeg-arithmetic-progressive.jpg", ran("cjpeg", "-quality", "85", "-arithmetic", "-progressive", stdin=ppm))
    for width, height in ((1, 1), (1, 9), (9, 1), (7, 8), (8, 8), (16, 17)):
        small = saved(image.crop((0, 0, width, height)), "PPM")
        write(f"cjpeg-{width}x{height}.jpg", ran("cjpeg", "-quality", "85", stdin=small))
    magick = ("convert-im6.q16", "ppm:-", "-strip", "-quality", "85")
    write("magick-cmyk.jpg", ran(*magick, "-colorspace", "CMYK", "jpg:-", stdin=ppm))
    write("magick-grey.jpg", ran(*magick, "-colorspace", "Gray", "jpg:-", stdin=ppm))
    write("magick-410.jpg", ran(*magick, "-sampling-factor", "4x2,1x1,1x1", "jpg:-", stdin=ppm))
    write("magick-interlaced.jpg", ran(*magick, "-interlace", "Plane", "jpg:-", stdin=ppm))
    cmyk = saved(image.convert("CMYK"), "JPEG", quality=85)
    write("pillow-cmyk.jpg", cmyk)
    marker = cmyk.index(b"Adobe") + 11
    write("pillow-ycck.jpg", cmyk[:marker] + b"\2" + cmyk[marker + 1:])
    write("pillow-optimised.jpg", saved(image, "JPEG", quality=85, optimize=True))
    plain = saved(image, "JPEG", quality=85)
    write("metadata.jpg", after_start(
        plain, segment(0xFE, b"a comment"), segment(0xE1, b"Exif\0\0" + tiff(6)),
        segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(200)), segment(0xED, b"Photoshop 3.0\0" + bytes(40))))
    write("trailing-garbage.jpg", plain + b"\xff\xd8 and more" * 20)
    write("fill-bytes.jpg", plain[:2] + b"\xff\xff\xff" + plain[2:])


def raw_png(array, depth, colour, *chunks, filters=False):
    """A PNG file of packed samples; with `filters`, its rows use the five filter types in turn."""
    bits = array.shape[2] * depth
    rows = [numpy.packbits(
        (row.reshape(-1, 1) >> numpy.arange(depth - 1, -1, -1)) & 1).tobytes() for row in array]
    body, above = b"", bytes(len(rows[0]))
    for y, row in enumerate(rows):
        kind = y % 5 if filters else 0
        body += bytes([kind]) + filtered(row, above, max(1, bits // 8), kind)
        above = row
    header = struct.pack(">IIBBBBB", array.shape[1], array.shape[0], depth, colour, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks)
            + chunk(b"IDAT", zlib.compress(body, 9)) + chunk(b"IEND", b""))


def filtered(row, above, step, kind):
    """One row by a filter of section 9 of the PNG specification."""
    left = bytes(step) + row
    corner = bytes(step) + above
    def predicted(x):
        a, b, c = left[x], above[x], corner[x]
        distances = [abs(b - c), abs(a - c), abs(a + b - 2 * c)]
        return (0, a, b, (a + b) // 2, (a, b, c)[distances.index(min(distances))])[kind]
    return bytes((row[x] - predicted(x)) % 256 for x in range(len(row)))


def write_png(image):
    ppm = saved(image, "PPM")
    array = numpy.asarray(image)
    grey = numpy.asarray(image.convert("L"))[:, :, None]
    alpha = grey[::-1]
    for depth in (1, 2, 4, 8):
        samples = grey >> (8 - depth)
        write(f"grey-{depth}.png", raw_png(samples, depth, 0))
        write(f"grey-{depth}-transparent.png", raw_png(samples, depth, 0, chunk(b"tRNS", b"\0\1")))
        colours = numpy.random.default_rng(depth).integers(0, 256, 3 << depth).astype(numpy.uint8).tobytes()
        palette = chunk(b"PLTE", colours)
        write(f"palette-{depth}.png", raw_png(samples, depth, 3, palette))
        write(f"palette-{depth}-transparent.png",
              raw_png(samples, depth, 3, palette, chunk(b"tRNS", b"\0\x80")))
    write("grey-alpha.png", raw_png(numpy.concatenate([grey, alpha], 2), 8, 4, filters=True))
    write("rgb-filters.png", raw_png(array, 8, 2, filters=True))
    write("rgb-transparent.png", raw_png(array, 8, 2, chunk(b"tRNS", b"\0\1\0\2\0\3")))
    write("rgba-filters.png", raw_png(numpy.concatenate([array, alpha], 2), 8, 6, filters=True))
    plain = saved(image, "PNG")
    gamma, chroma = chunk(b"gAMA", struct.pack(">I", 100000)), chunk(b"cHRM", bytes(32))
    profile = chunk(b"iCCP", b"profile\0\0" + zlib.compress(bytes(300)))
    write("metadata.png", after_header(
        plain, gamma, chroma, chunk(b"pHYs", bytes(9)), chunk(b"tEXt", b"Comment\0text"),
        chunk(b"eXIf", tiff(6))))
    write("profile.png", after_header(plain, profile))
    write("animation.png", after_header(plain, chunk(b"acTL", struct.pack(">II", 1, 0))))
    write("background.png", after_header(plain, chunk(b"bKGD", b"\0\x80\0\x80\0\x80")))
    write("trailing-garbage.png", plain + b"more" * 20)
    write("netpbm.png", ran("pnmtopng", "-force", stdin=ppm))
    write("netpbm-interlaced.png", ran("pnmtopng", "-force", "-interlace", stdin=ppm))
    write("netpbm-gamma.png", ran("pnmtopng", "-force", "-gamma", "0.45", stdin=ppm))
    magick = ("convert-im6.q16", "ppm:-", "-strip", "-define", "png:exclude-chunks=date,time")
    for name, options in (("palette", ("-colors", "13", "-type", "Palette")), ("grey", ("-type", "Grayscale")),
                          ("bilevel", ("-type", "Bilevel")), ("interlaced", ("-interlace", "PNG"))):
        write(f"magick-{name}.png", ran(*magick, *options, "png:-", stdin=ppm))
    source, target = FOLDER / "in.tmp", FOLDER / "out.tmp"
    source.write_bytes(plain)
    subprocess.run(["pngcrush", "-q", "-brute", source, target], check=True, capture_output=True)
    write("pngcrush.png", target.read_bytes())
    source.unlink(), target.unlink()
    for size in ((1, 1), (1, 9), (9, 1), (5, 3)):
        small = saved(image.crop((0, 0, *size)), "PPM")
        write(f"interlaced-{size[0]}x{size[1]}.png", ran("pnmtopng", "-force", "-interlace", stdin=small))


def write_orientations(image):
    # Seldom one colour: every misplaced pixel shows.
    small = image.crop((0, 0, 13, 7))
    jpeg, png = saved(small, "JPEG", quality=90, subsampling=0), saved(small, "PNG")
    for orientation in range(1, 9):
        order = "<" if orientation % 2 else ">"
        write(f"exif-{orientation}.jpg",
              after_start(jpeg, segment(0xE1, b"Exif\0\0" + tiff(orientation, order))))
    write("exif-6.png", after_header(png, chunk(b"eXIf", tiff(6, ">"))))
    block = tiff(5)
    write("exif-split.jpg", after_start(
        jpeg, segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), segment(0xE1, b"Exif\0\0" + block[:11]),
        segment(0xE1, b"Exif\0\0" + block[11:])))
    for name, exif in (
            ("none", b""), ("9", tiff(9)), ("0", tiff(0)), ("cut", tiff(6)[:16]), ("byte-order", b"XX" + tiff(6)[2:]),
            ("far", tiff(6)[:4] + b"\xff\xff\xff\x7f" + tiff(6)[8:]), ("self", tiff(6)[:4] + bytes(4) + tiff(6)[8:])):
        write(f"stated-{name}.jpg", after_start(jpeg, segment(0xE1, b"Exif\0\0" + exif)))


shutil.rmtree(FOLDER, ignore_errors=True)
FOLDER.mkdir(parents=True)
write_jpeg(picture())
write_png(picture())
write_orientations(picture())
