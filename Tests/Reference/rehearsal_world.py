"""Renders a small city in the layout of Revisited Oxford: photographs, queries, ground truth.

    python3 rehearsal_world.py DATA [--city roxford5k|rparis6k] [--images 300] [--seed 0]

writes DATA/<city>/jpg/*.jpg and DATA/<city>/gnd_<city>.pkl. Each landmark is a facade that is rendered by
rule and then seen in perspective, in some light, at some size: twice as a query, three times easily,
five times hard (steep, small, half hidden, dark) and once as junk. The rest are facades that answer no
query. The files vary as those of the real sets do, and one of each kind that trips a loader is among
them: larger than 1024 pixels (a query too), grey, progressive, with an EXIF orientation, both
orientations, qualities from 60 to 95. Boxes have fractions, as the published ones have, and the
queries of one landmark have no easy answer.

One seed gives the same pixels before compression; the bytes depend on Pillow's JPEG library.
Needs numpy and Pillow. Written with Python 3.11, numpy 2.4, Pillow 12.
"""

import argparse
import pathlib
import pickle

import numpy
from PIL import Image, ImageDraw, ImageFilter

LANDMARKS = {
    "roxford5k": [
        "all_souls", "ashmolean", "balliol", "bodleian", "christ_church", "cornmarket",
        "hertford", "keble", "magdalen", "pitt_rivers", "radcliffe_camera",
    ],
    "rparis6k": [
        "paris_defense", "paris_eiffel", "paris_invalides", "paris_louvre", "paris_moulinrouge",
        "paris_museedorsay", "paris_notredame", "paris_pantheon", "paris_pompidou",
        "paris_sacrecoeur", "paris_triomphe",
    ],
}
DISTRACTORS = {"roxford5k": "oxford", "rparis6k": "paris_general"}

VIEWS = ["query"] * 2 + ["easy"] * 3 + ["hard"] * 5 + ["junk"]

# Width and height; most real photographs have a larger side of 1024.
SIZES = [
    (1024, 768), (768, 1024), (1024, 683), (640, 480), (1024, 768), (480, 640), (800, 600),
    (500, 375), (683, 1024), (375, 500),
]
LARGE = (1600, 1200)
FACADE = (640, 480)


def colour(generator, low, high):
    return tuple(int(value) for value in generator.integers(low, high, 3))


def rough(generator, size, depth):
    """Returns grey clouds around 0 of three grain sizes, (height, width)."""
    width, height = size
    total = numpy.zeros((height, width), numpy.float32)
    for grain in (64, 16, 3):
        small = generator.normal(0, 1, (height // grain + 2, width // grain + 2))
        cloud = Image.fromarray(small.astype(numpy.float32))
        total += numpy.asarray(cloud.resize(size, Image.Resampling.BICUBIC))
    return depth * total


def roughened(image, generator, depth):
    clouds = rough(generator, image.size, depth)[:, :, None]
    pixels = numpy.asarray(image, numpy.float32) + clouds
    return Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8))


def window(draw, style, box, glass, frame):
    x1, y1, x2, y2 = box
    if style == "arch":
        spring = min(x2 - x1, y2 - y1) / 2
        draw.pieslice((x1, y1, x2, y1 + 2 * spring), 180, 360, fill=glass, outline=frame, width=4)
        draw.rectangle((x1, y1 + spring, x2, y2), fill=glass, outline=frame, width=4)
    elif style == "round":
        draw.ellipse(box, fill=glass, outline=frame, width=5)
    elif style == "cross":
        draw.rectangle(box, fill=glass, outline=frame, width=4)
        draw.line(((x1 + x2) / 2, y1, (x1 + x2) / 2, y2), fill=frame, width=4)
        draw.line((x1, (y1 + y2) / 2, x2, (y1 + y2) / 2), fill=frame, width=4)
    else:
        draw.rectangle(box, fill=glass, outline=frame, width=6)


def facade(generator):
    """Returns the front of one building, the same for all its photographs."""
    width, height = FACADE
    image = Image.new("RGB", FACADE, colour(generator, 60, 230))
    draw = ImageDraw.Draw(image)
    glass, frame, trim = (colour(generator, *span) for span in ((0, 140), (90, 255), (20, 255)))
    columns, floors = int(generator.integers(2, 9)), int(generator.integers(2, 6))
    for x in range(0, width, int(generator.integers(12, 60))):
        draw.line((x, 0, x, height), fill=colour(generator, 60, 200), width=1)
    roof = int(generator.integers(20, 120))
    if generator.random() < 0.5:
        draw.polygon(((0, roof), (width / 2, 0), (width, roof)), fill=trim)
    else:
        draw.rectangle((0, 0, width, roof / 2), fill=trim)
    styles = [str(generator.choice(["arch", "round", "cross", "plain"])) for _ in range(floors)]
    wide, high = width / columns, (height - roof) / floors
    share = generator.uniform(0.4, 0.8, 2)
    for floor, style in enumerate(styles):
        for column in range(columns):
            x, y = (column + 0.5) * wide, roof + (floor + 0.5) * high
            box = (x - wide * share[0] / 2, y - high * share[1] / 2,
                   x + wide * share[0] / 2, y + high * share[1] / 2)
            window(draw, style, box, glass, frame)
        draw.rectangle((0, roof + floor * high - 3, width, roof + floor * high + 3), fill=trim)
    for _ in range(int(generator.integers(3, 9))):
        x, y = generator.uniform(0, width), generator.uniform(roof, height)
        radius = generator.uniform(8, 40)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour(generator, 0, 255))
    return roughened(image, generator, 8)


def backdrop(generator, size):
    """Returns sky, ground and some neighbouring blocks."""
    width, height = size
    sky, ground = colour(generator, 120, 250), colour(generator, 40, 150)
    image = Image.new("RGB", size, sky)
    draw = ImageDraw.Draw(image)
    horizon = height * generator.uniform(0.6, 0.85)
    for _ in range(int(generator.integers(2, 6))):
        x, wide = generator.uniform(-0.2, 1) * width, generator.uniform(0.1, 0.4) * width
        top = horizon - generator.uniform(0.1, 0.5) * height
        draw.rectangle((x, top, x + wide, horizon), fill=colour(generator, 50, 220))
    draw.rectangle((0, horizon, width, height), fill=ground)
    return roughened(image, generator, 6)


def corners(generator, size, view):
    """Returns where the corners of the front come to lie, clockwise from the upper left."""
    width, height = size
    steepness = {"hard": 0.28, "junk": 0.3}.get(view, 0.06)
    low, high = {"hard": (0.3, 0.6), "junk": (0.12, 0.2)}.get(view, (0.62, 0.85))
    scale = generator.uniform(low, high)
    wide = scale * min(width, height * FACADE[0] / FACADE[1])
    high = wide * FACADE[1] / FACADE[0]
    x = generator.uniform(0.02, 0.98) * (width - wide)
    y = generator.uniform(0.2, 0.9) * (height - high)
    flat = numpy.array([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)])
    turned = flat + generator.uniform(-steepness, steepness, (4, 2)) * (wide, high)
    return turned.clip((1, 1), (width - 2, height - 2))


def projective(onto):
    """Returns the coefficients that take a photograph's pixels to those of the front."""
    width, height = FACADE
    rows, values = [], []
    for (x, y), (u, v) in zip(onto, ((0, 0), (width, 0), (width, height), (0, height))):
        rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
        values += [u, v]
    return numpy.linalg.solve(numpy.array(rows, float), numpy.array(values, float))


def photograph(front, generator, size, view):
    """Returns a photograph of a front and the box of the front in it."""
    image = backdrop(generator, size)
    onto = corners(generator, size, view)
    arguments = (size, Image.Transform.PERSPECTIVE, projective(onto), Image.Resampling.BICUBIC)
    mask = Image.new("L", FACADE, 255).transform(*arguments)
    image.paste(front.transform(*arguments), mask=mask)
    (x1, y1), (x2, y2) = onto.min(axis=0), onto.max(axis=0)
    if view == "hard":
        side = generator.uniform(0.2, 0.45) * (x2 - x1)
        left = generator.uniform(x1, x2 - side)
        ImageDraw.Draw(image).rectangle(
            (left, (y1 + y2) / 2, left + side, size[1]), fill=colour(generator, 20, 120))
    spread = {"hard": 0.45, "junk": 0.5}.get(view, 0.15)
    light = numpy.exp(generator.uniform(-spread, spread)) * generator.uniform(0.92, 1.08, 3)
    pixels = numpy.asarray(image, numpy.float32) * light
    pixels += generator.normal(0, 3, pixels.shape)
    image = Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8))
    if view in ("hard", "junk"):
        image = image.filter(ImageFilter.GaussianBlur(generator.uniform(0.3, 1.5)))
    return image, [round(float(value), 2) for value in (x1, y1, x2, y2)]


def save(image, path, generator, kind):
    """Writes a photograph; a few kinds of file are there once, to trip a loader that errs."""
    options = {"quality": int(generator.integers(60, 96))}
    options["subsampling"] = int(generator.choice([0, 1, 2, 2]))
    if kind == "grey":
        image = image.convert("L")
    if kind == "turned":
        exif = Image.Exif()
        exif[0x0112] = 6
        options["exif"] = exif
    options["progressive"] = kind == "progressive"
    image.save(path, "JPEG", **options)


def photographs(city, count):
    """Yields (name, landmark or None, view) of each photograph to take, landmarks first."""
    landmarks = max(2, count // 20)
    if count < landmarks * len(VIEWS):
        raise SystemExit(f"{count} images are too few; give at least {2 * len(VIEWS)}.")
    names = LANDMARKS[city]
    number = 0
    for landmark in range(landmarks):
        for view in VIEWS:
            number += 1
            yield f"{names[landmark % len(names)]}_{number:06}", landmark, view
    while number < count:
        number += 1
        yield f"{DISTRACTORS[city]}_{number:06}", None, ("easy", "hard")[number % 2]


def kind_of(number):
    """Returns what is special about one file: numbers 0 and 11 are queries, 2 and 13 easy."""
    kinds = {0: "large", 2: "grey", 3: "progressive", 4: "turned", 11: "turned", 13: "large"}
    return kinds.get(number, "common")


def draw_city(folder, city, count, seed):
    """Renders one city and writes its ground truth."""
    (folder / "jpg").mkdir(parents=True, exist_ok=True)
    taken = list(photographs(city, count))
    fronts, boxes = {}, {}
    for number, (name, landmark, view) in enumerate(taken):
        source = ("front", number) if landmark is None else ("landmark", landmark)
        if source not in fronts:
            fronts = {source: facade(numpy.random.default_rng([seed, 1, number]))}
        generator = numpy.random.default_rng([seed, 2, number])
        kind = kind_of(number)
        size = LARGE if kind == "large" else SIZES[int(generator.integers(len(SIZES)))]
        image, boxes[name] = photograph(fronts[source], generator, size, view)
        save(image, folder / "jpg" / f"{name}.jpg", generator, kind)
    truth = ground_truth(taken, boxes, numpy.random.default_rng([seed, 3]))
    with open(folder / f"gnd_{city}.pkl", "wb") as file:
        pickle.dump(truth, file, protocol=2)
    return truth


def ground_truth(taken, boxes, generator):
    """Returns the published form: names, and for each query its box and its lists of indices."""
    database = [shot for shot in taken if shot[2] != "query" or shot[1] is None]
    database = [database[place] for place in generator.permutation(len(database))]
    queries = [shot for shot in taken if shot[2] == "query"]
    last = max(landmark for _, landmark, _ in queries)
    entries = []
    for name, landmark, _ in queries:
        lists = {
            view: [i for i, shot in enumerate(database) if shot[1] == landmark and shot[2] == view]
            for view in ("easy", "hard", "junk")
        }
        if landmark == last:
            lists["hard"], lists["easy"] = sorted(lists["hard"] + lists["easy"]), []
        entries.append({"bbx": boxes[name], **lists})
    return {
        "imlist": [name for name, _, _ in database],
        "qimlist": [name for name, _, _ in queries],
        "gnd": entries,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--city", choices=sorted(LANDMARKS), default="roxford5k")
    parser.add_argument("--images", type=int, default=300, help="queries among them")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    truth = draw_city(options.data / options.city, options.city, options.images, options.seed)
    print(
        f"{options.data / options.city}: {len(truth['imlist'])} images and "
        f"{len(truth['qimlist'])} queries")


if __name__ == "__main__":
    main()
