"""Writes Tests/ImagesTests/Golden/Hostile: files that are damaged, or ask for more than they should.

Versions used: Python 3.11 (zlib 1.2.13), Pillow 11.3.0. No randomness.

    python3 Tests/Reference/make_hostile_images.py
"""

import io
import pathlib
import shutil
import struct
import zlib

from PIL import Image

FOLDER = pathlib.Path(__file__).parents[1] / "ImagesTests" / "Golden" / "Hostile"
MEGABYTE = 1 << 20


def chunk(name, content, checksum=None):
    checksum = zlib.crc32(name + content) if checksum is None else checksum
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def header(width, height, depth=8, colour=2, interlace=0, method=0, checksum=None):
    content = struct.pack(">IIBBBBB", width, height, depth, colour, method, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", content, checksum)


def png(name, head, *chunks, end=True):
    (FOLDER / f"{name}.png").write_bytes(head + b"".join(chunks) + (chunk(b"IEND", b"") if end else b""))


def write_png():
    rows = zlib.compress(bytes(13) * 4)
    data, four = chunk(b"IDAT", rows), header(4, 4)
    bomb = zlib.compress(bytes(8 * MEGABYTE), 9)
    png("text-bomb", four, chunk(b"zTXt", b"Comment\0\0" + bomb), data)
    png("international-text-bomb", four, chunk(b"iTXt", b"Comment\0\1\0\0\0" + bomb), data)
    png("profile-bomb", four, chunk(b"iCCP", b"profile\0\0" + bomb), data)
    png("data-bomb", four, chunk(b"IDAT", bomb))
    png("huge", header(0x7FFFFFFF, 0x7FFFFFFF), data)
    png("wide", header(0x7FFFFFFF, 1), data)
    png("tall", header(1, 0x7FFFFFFF), data)
    png("ribbon", header(1000001, 1), data)
    png("within-budget-without-data", header(7000, 7000), data)
    png("within-budget-interlaced", header(7000, 7000, interlace=1), data)
    png("zero-width", header(0, 4), data)
    png("zero-height", header(4, 0), data)
    png("negative-width", header(0x80000001, 4), data)
    png("bad-depth", header(4, 4, depth=3), data)
    png("bad-colour", header(4, 4, colour=5), data)
    png("bad-method", header(4, 4, method=1), data)
    png("bad-interlace", header(4, 4, interlace=2), data)
    png("header-checksum", header(4, 4, checksum=1), data)
    png("data-checksum", four, chunk(b"IDAT", rows, checksum=1))
    png("text-checksum", four, chunk(b"tEXt", b"Comment\0text", checksum=1), data)
    png("end-checksum", four, data, chunk(b"IEND", b"", checksum=1), end=False)
    png("no-data", four)
    png("no-palette", header(4, 4, colour=3), data)
    png("long-palette", header(4, 4, colour=3, depth=1), chunk(b"PLTE", bytes(768 * 3)), data)
    png("no-end", four, data, end=False)
    png("short-data", four, chunk(b"IDAT", zlib.compress(bytes(13) * 2)))
    png("bad-deflate", four, chunk(b"IDAT", b"\x78\x9c" + b"\xff" * 30))
    png("bad-adler", four, chunk(b"IDAT", rows[:-1] + bytes([rows[-1] ^ 1])))
    png("bad-filter", four, chunk(b"IDAT", zlib.compress((b"\7" + bytes(12)) * 4)))
    png("long-chunk", four, struct.pack(">I", 0x7FFFFFF0) + b"tEXt", data)
    png("longer-chunk", four, struct.pack(">I", 0xFFFFFFFF) + b"IDAT", data)
    png("unknown-critical-chunk", four, chunk(b"ABCD", b""), data)
    (FOLDER / "no-header.png").write_bytes(four[:8] + data + chunk(b"IEND", b""))


def segment(marker, content):
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def frame(marker, width, height, components, precision=8):
    content = struct.pack(">BHHB", precision, height, width, len(components))
    return segment(marker, content + b"".join(bytes([i + 1, s, 0]) for i, s in enumerate(components)))


def scan(components, start=0, end=63, high=0, low=0, tables=0):
    content = bytes([len(components)]) + b"".join(bytes([c, tables]) for c in components)
    return segment(0xDA, content + bytes([start, end, high << 4 | low]))


def table(kind, identifier, counts, symbols):
    return segment(0xC4, bytes([kind << 4 | identifier]) + bytes(counts) + bytes(symbols))


SOI, EOI = b"\xff\xd8", b"\xff\xd9"
QUANTISATION = segment(0xDB, b"\0" + b"\1" * 64)
DC = table(0, 0, [1] + [0] * 15, [0])  # One code, "0": no difference.
END_OF_BLOCKS = table(1, 0, [1] + [0] * 15, [0xE0])  # One code, "0": 2**14 and 14 more bits of blocks.
END_OF_BLOCK = table(1, 0, [1] + [0] * 15, [0])


def jpeg(name, *parts):
    (FOLDER / f"{name}.jpg").write_bytes(b"".join(parts))


def write_jpeg():
    tables, grey = QUANTISATION + DC + END_OF_BLOCK, frame(0xC0, 8, 8, [0x11])
    picture = scan([1]) + b"\x3f" + EOI  # Two zero bits, then ones to the end of the byte.
    jpeg("forged-size", SOI, tables, frame(0xC0, 65500, 65500, [0x11]), picture)
    jpeg("within-budget-without-data", SOI, tables, frame(0xC0, 7000, 7000, [0x22, 0x11, 0x11]),
         scan([1, 2, 3]), b"\x3f", EOI)
    jpeg("within-budget-progressive", SOI, tables, frame(0xC2, 7000, 7000, [0x22, 0x11, 0x11]),
         scan([1, 2, 3], end=0), b"\x3f", EOI)
    jpeg("zero-width", SOI, tables, frame(0xC0, 0, 8, [0x11]), picture)
    jpeg("zero-height", SOI, tables, frame(0xC0, 8, 0, [0x11]), picture)
    jpeg("twelve-bits", SOI, tables, frame(0xC1, 8, 8, [0x11], precision=12), picture)
    jpeg("lossless", SOI, tables, frame(0xC3, 8, 8, [0x11]), picture)
    jpeg("hierarchical", SOI, tables, frame(0xC5, 8, 8, [0x11]), picture)
    jpeg("two-components", SOI, tables, frame(0xC0, 8, 8, [0x11, 0x11]), picture)
    jpeg("no-components", SOI, tables, frame(0xC0, 8, 8, []), picture)
    jpeg("many-components", SOI, tables, frame(0xC0, 8, 8, [0x11] * 200), picture)
    jpeg("bad-sampling", SOI, tables, frame(0xC0, 8, 8, [0x51]), picture)
    jpeg("two-frames", SOI, tables, grey, grey, picture)
    jpeg("no-frame", SOI, tables, picture)
    jpeg("no-scan", SOI, tables, grey, EOI)
    jpeg("only-a-start", SOI, EOI)
    jpeg("no-quantisation", SOI, DC, END_OF_BLOCK, grey, picture)
    jpeg("bad-quantisation", SOI, segment(0xDB, b"\7" + b"\1" * 64), grey, picture)
    jpeg("no-huffman-table", SOI, QUANTISATION, grey, scan([1], tables=0x33), b"\x3f", EOI)
    jpeg("overfull-huffman-table", SOI, QUANTISATION, table(0, 0, [9] + [0] * 15, range(9)),
         END_OF_BLOCK, grey, picture)
    jpeg("short-huffman-table", SOI, QUANTISATION, segment(0xC4, b"\0" + bytes([0, 200] + [0] * 14)), grey, picture)
    jpeg("bad-huffman-code", SOI, tables, grey, scan([1]), b"\x7e" * 20, EOI)
    jpeg("unknown-component", SOI, tables, grey, scan([9]), b"\x3f", EOI)
    jpeg("bad-spectrum", SOI, tables, frame(0xC2, 8, 8, [0x11]), scan([1], start=5, end=70), b"\x3f", EOI)
    jpeg("short-segment", SOI, b"\xff\xe1\0\1", tables, grey, picture)
    jpeg("segment-beyond-the-end", SOI, b"\xff\xe1\xff\xff", tables, grey, picture)
    jpeg("no-restart-markers", SOI, tables, frame(0xC0, 64, 8, [0x11]), segment(0xDD, b"\0\1"), picture)
    jpeg("stray-bytes", SOI, tables, b"stray", grey, picture)
    jpeg("scan-bomb", SOI, QUANTISATION, DC, END_OF_BLOCKS, frame(0xC2, 1000, 1000, [0x11]), *empty_scans())


def empty_scans():
    """More scans than any encoder writes, none of which says anything, in few bytes each."""
    blocks = 125 * 125
    yield scan([1], end=0) + bytes(blocks // 8) + b"\x0f"
    runs = -(-blocks // 0x7FFF)
    bits = ("0" + "1" * 14) * runs
    data = int(bits.ljust(-(-len(bits) // 8) * 8, "1"), 2).to_bytes(-(-len(bits) // 8), "big").replace(b"\xff", b"\xff\0")
    for coefficient in range(1, 64):
        for low in range(13, -1, -1):
            yield scan([1], coefficient, coefficient, low + 1 if low < 13 else 0, low) + data
    yield EOI


shutil.rmtree(FOLDER, ignore_errors=True)
FOLDER.mkdir(parents=True)
write_png()
write_jpeg()
