"""Writes Tests/ImagesTests/Golden/Brought: small files as people bring them, and what Pillow reads in them.

WebP of every kind, and JPEG files with oddities that cost no pixel: see the table of warnings in
Sources/CImageCodecs/jpeg.c. Versions used: Python 3.11, Pillow 13.0.0 (libwebp 1.6.0), NumPy 2. The
noise is seeded.

    python3 Tests/Reference/make_brought_goldens.py

Each file F to decode has a neighbour F.png with the pixels that Pillow gives after convert("RGB"), or
after ImageOps.exif_transpose for those whose name begins with "exif-". A file whose name begins with
"cut-" is damaged, and its neighbour has the pixels under LOAD_TRUNCATED_IMAGES.
"""

import io
import pathlib
import struct

import numpy
from PIL import Image, ImageFile, ImageOps

FOLDER = pathlib.Path(__file__).parents[1] / "ImagesTests" / "Golden" / "Brought"
WIDTH, HEIGHT = 27, 19


def picture(channels=3, seed=0):
    """Slopes, an edge and noise; a fourth channel is the alpha, from nothing to all."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    noise = numpy.random.default_rng(seed).integers(-20, 21, (HEIGHT, WIDTH, channels))
    slopes = numpy.stack([x * 9, y * 13, 255 - 5 * (x + y), x * 9][:channels], axis=2)
    slopes[6:13, 9:18, :3] = (250, 20, 90)
    return Image.fromarray(numpy.clip(slopes + noise, 0, 255).astype(numpy.uint8))


def write(name, data):
    (FOLDER / name).write_bytes(data)
    ImageFile.LOAD_TRUNCATED_IMAGES = name.startswith("cut-")
    image = Image.open(io.BytesIO(data))
    if name.startswith("exif-"):
        image = ImageOps.exif_transpose(image)
    Image.fromarray(numpy.asarray(image.convert("RGB"))).save(FOLDER / f"{name}.png", optimize=True)


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def orientation(number):
    exif = Image.Exif()
    exif[0x112] = number
    return exif.tobytes()


def chunk(name, content):
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def riff(*chunks):
    content = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(content)) + content


def small_frame_animation():
    """An animation whose first frame covers a part of the canvas."""
    frame = saved(picture(), "WEBP", lossless=True)[12:]
    size = lambda value: struct.pack("<I", value)[:3]
    head = bytes([0x02, 0, 0, 0]) + size(WIDTH + 9) + size(HEIGHT + 5)
    place = size(4 // 2) + size(2 // 2) + size(WIDTH - 1) + size(HEIGHT - 1) + size(100) + b"\0"
    return riff(
        chunk(b"VP8X", head), chunk(b"ANIM", struct.pack("<IH", 0xFF0000FF, 0)),
        chunk(b"ANMF", place + frame), chunk(b"ANMF", place + frame))


def webp_files():
    for quality in (0, 60, 100):
        write(f"lossy-{quality}.webp", saved(picture(), "WEBP", quality=quality))
        write(f"lossy-{quality}-alpha.webp", saved(picture(4), "WEBP", quality=quality))
    write("sharp.webp", saved(picture(), "WEBP", quality=80, use_sharp_yuv=True))
    write("lossless.webp", saved(picture(), "WEBP", lossless=True))
    write("lossless-alpha.webp", saved(picture(4), "WEBP", lossless=True))
    write("lossless-exact.webp", saved(picture(4), "WEBP", lossless=True, exact=True))
    write("grey.webp", saved(picture().convert("L"), "WEBP", quality=80))
    write("palette.webp", saved(picture().quantize(5), "WEBP", lossless=True))
    write("one-pixel.webp", saved(picture().crop((0, 0, 1, 1)), "WEBP", lossless=True))
    write("profile.webp", saved(picture(), "WEBP", quality=50, icc_profile=bytes(99)))
    frames = [picture(seed=seed) for seed in range(3)]
    write("animation.webp", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]))
    write("small-frame.webp", small_frame_animation())
    write("trailer.webp", saved(picture(), "WEBP", quality=50) + b"SEFT" * 9)
    for number in range(1, 9):
        write(f"exif-{number}.webp", saved(picture(), "WEBP", exif=orientation(number)))
    bare = saved(picture(), "WEBP", exif=orientation(8)[6:])
    write("exif-without-header.webp", bare)
    unannounced = bytearray(saved(picture(), "WEBP", exif=orientation(6)))
    unannounced[20] &= ~0x08
    write("exif-unannounced.webp", bytes(unannounced))


def parts(file):
    """The offset of each segment up to that of the first scan, and the end of its header."""
    offsets, position = [], 2
    while True:
        offsets.append(position)
        marker = file[position + 1]
        position += 2 + struct.unpack(">H", file[position + 2:position + 4])[0]
        if marker == 0xDA:
            return offsets, position


def jpeg_files():
    plain = saved(picture(), "JPEG", quality=80)
    progressive = saved(picture(), "JPEG", quality=80, progressive=True)
    offsets, scan = parts(plain)
    for name, numbers in (("zeros", bytes(3)), ("ones", b"\xff" * 3), ("odd", b"\5\2\x10")):
        write(f"scan-numbers-{name}.jpg", plain[:scan - 3] + numbers + plain[scan:])
    adobe = lambda transform: b"\xff\xee\0\x0eAdobe\0d\0\0\0\0" + bytes([transform])
    for transform in (3, 7, 255):
        write(f"adobe-{transform}.jpg", plain[:2] + adobe(transform) + plain[2:])
    ink = bytearray(saved(picture().convert("CMYK"), "JPEG", quality=80))
    ink[ink.index(b"Adobe") + 11] = 9
    write("adobe-9-cmyk.jpg", bytes(ink))
    for name, bytes_between in (("zeros", bytes(7)), ("fill", b"\xff" * 7), ("text", b"between")):
        write(f"{name}-between-segments.jpg", plain[:offsets[2]] + bytes_between + plain[offsets[2]:])
        write(f"{name}-before-the-end.jpg", plain[:-2] + bytes_between + plain[-2:])
        late = progressive[:-2] + bytes_between + progressive[-2:]
        write(f"{name}-before-the-end-progressive.jpg", late)
    write("trailer.jpg", plain + b"SEFH" + bytes(90) + b"SEFT")
    jfif = bytearray(plain)
    jfif[jfif.index(b"JFIF") + 5] = 9
    write("jfif-9.jpg", bytes(jfif))
    write("cut-end.jpg", plain[:-2])
    write("cut-half.jpg", plain[:scan + (len(plain) - scan) // 2])
    write("cut-scans.jpg", progressive[:len(progressive) * 19 // 20])


FOLDER.mkdir(exist_ok=True)
for old in FOLDER.iterdir():
    old.unlink()
webp_files()
jpeg_files()
files = [file for file in FOLDER.iterdir()]
print(f"{len(files) // 2} files, {sum(file.stat().st_size for file in files)} bytes")
