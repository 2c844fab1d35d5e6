"""Makes the images beside it, and what must be read from them.

    python make_images.py        # needs the packages in requirements.txt

pictures/   small pictures in every kind of PNG, JPEG and WebP, all of one size
animated.webp    pictures that move
sizes/      pictures of several sizes, to be resized and cut
digits*     the same gray images as a folder, IDX files and a NumPy archive
colours*    the same coloured images as a folder, CIFAR batches and a NumPy archive
large*      images that inflate to several megabytes; each pixel follows from a formula
*.npz       expected pixels by Pillow, `convert("RGB")` or `convert("L")`, and by the formulas of
            torchvision's Resize and CenterCrop
truncated.json   for each picture the least number of its bytes that Pillow takes for a whole one
"""

import gzip
import io
import json
import shutil
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).parent
WIDTH, HEIGHT = 23, 17


def folder(*parts):
    path = HERE.joinpath(*parts)
    path.mkdir(parents=True, exist_ok=True)
    return path


def smooth(width, height, channels, seed=0):
    """Waves and an edge: no two rows or columns alike."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    planes = [
        127
        + 80 * np.sin(x / (3 + c + seed % 5) + seed)
        + 60 * np.cos(y / (2 + c) + x / 7)
        + 50 * (x + y > (width + height) / 2)
        for c in range(channels)
    ]
    return np.clip(np.stack(planes, axis=-1), 0, 255).astype(np.uint8)


# PNG by hand, for Pillow writes few of its kinds.

ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def scanlines(samples, depth):
    """Rows of height x width x samples, each after its filter type: none, sub and up by turns."""
    rows = []
    previous = None
    for index, row in enumerate(samples):
        flat = row.reshape(-1)
        if depth == 16:
            data = flat.astype(">u2").tobytes()
        elif depth == 8:
            data = flat.astype(np.uint8).tobytes()
        else:
            bits = "".join(format(int(value), f"0{depth}b") for value in flat)
            bits += "0" * (-len(bits) % 8)
            data = int(bits, 2).to_bytes(len(bits) // 8, "big")
        step = max(1, depth * samples.shape[2] // 8)
        line = np.frombuffer(data, np.uint8).astype(int)
        kind = index % 3 if previous is not None else 0
        if kind == 1:
            line_out = line - np.concatenate([np.zeros(step, int), line[:-step]])
        elif kind == 2:
            line_out = line - previous
        else:
            line_out = line
        rows.append(bytes([kind]) + (line_out % 256).astype(np.uint8).tobytes())
        previous = line
    return b"".join(rows)


def png(samples, depth, color, interlaced=False, chunks=()):
    """A PNG of height x width x samples numbers; chunks go before the pixels."""
    height, width = samples.shape[:2]

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    if interlaced:
        parts = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7]
        raw = b"".join(scanlines(part, depth) for part in parts if part.size)
    else:
        raw = scanlines(samples, depth)
    compressed = zlib.compress(raw, 9)
    half = len(compressed) // 2
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header)]
        + [chunk(kind, data) for kind, data in chunks]
        + [chunk(b"IDAT", compressed[:half]), chunk(b"IDAT", compressed[half:]), chunk(b"IEND", b"")]
    )


def pngs():
    rgb = smooth(WIDTH, HEIGHT, 3)
    gray = smooth(WIDTH, HEIGHT, 1, seed=3)
    alpha = smooth(WIDTH, HEIGHT, 1, seed=5)
    wide = rgb.astype(int) * 256 + 200 - rgb
    palette = np.stack([np.arange(256) * 7 % 256, np.arange(256)[::-1], np.arange(256) * 3 % 256], -1)
    palette = palette.astype(np.uint8)
    gamma = (b"gAMA", struct.pack(">I", 100000))
    made = {}
    for depth in (1, 2, 4, 8):
        made[f"gray{depth}"] = png(gray >> (8 - depth), depth, 0)
        colours = palette[: 1 << depth]
        made[f"palette{depth}"] = png(
            gray >> (8 - depth), depth, 3, chunks=[(b"PLTE", colours.tobytes())])
    # Most of these numbers are above 255, where Pillow cuts off.
    made["gray16"] = png(gray.astype(int) * 2, 16, 0)
    made["gray_alpha8"] = png(np.concatenate([gray, alpha], -1), 8, 4, chunks=[gamma])
    made["gray_alpha16"] = png(np.concatenate([gray, alpha], -1).astype(int) * 257 - 100 * (gray > 9), 16, 4)
    made["rgb8"] = png(rgb, 8, 2, chunks=[gamma])
    made["rgb16"] = png(wide, 16, 2)
    made["rgba8"] = png(np.concatenate([rgb, alpha], -1), 8, 6)
    made["rgba16"] = png(np.concatenate([wide, wide[..., :1]], -1), 16, 6)
    made["rgb_key"] = png(rgb, 8, 2, chunks=[(b"tRNS", struct.pack(">3H", *map(int, rgb[3, 4])))])
    made["gray_key"] = png(gray >> 4, 4, 0, chunks=[(b"tRNS", struct.pack(">H", 7))])
    made["palette_key"] = png(
        gray, 8, 3, chunks=[(b"PLTE", palette.tobytes()), (b"tRNS", bytes(range(0, 256, 2)))])
    made["interlaced_rgb"] = png(rgb, 8, 2, interlaced=True)
    made["interlaced_gray2"] = png(gray >> 6, 2, 0, interlaced=True)
    made["interlaced_palette4"] = png(
        gray >> 4, 4, 3, interlaced=True, chunks=[(b"PLTE", palette[:16].tobytes())])
    made["interlaced_rgba16"] = png(np.concatenate([wide, wide[..., :1]], -1), 16, 6, interlaced=True)
    return made


def jpeg(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80, **options)
    return buffer.getvalue()


def adobe(data):
    """The place of the Adobe segment."""
    place = data.index(b"\xff\xee\x00\x0eAdobe")
    return place, place + 16


def jpegs():
    rgb = Image.fromarray(smooth(WIDTH, HEIGHT, 3, seed=2))
    gray = Image.fromarray(smooth(WIDTH, HEIGHT, 1, seed=4)[..., 0])
    cmyk = Image.fromarray(smooth(WIDTH, HEIGHT, 4, seed=1), mode="CMYK")
    made = {
        "gray": jpeg(gray),
        "full": jpeg(rgb, subsampling=0),
        "half": jpeg(rgb, subsampling=1),
        "quarter": jpeg(rgb, subsampling=2),
        "optimized": jpeg(rgb, optimize=True, restart_marker_rows=1),
        "progressive": jpeg(rgb, progressive=True),
        "progressive_gray": jpeg(gray, progressive=True),
        "stored_rgb": jpeg(rgb, keep_rgb=True),
        "cmyk": jpeg(cmyk),
    }
    start, end = adobe(made["cmyk"])
    # The last byte of the segment says what the inks went through: 2 is YCCK.
    made["ycck"] = made["cmyk"][: end - 1] + b"\x02" + made["cmyk"][end:]
    made["cmyk_plain"] = made["cmyk"][:start] + made["cmyk"][end:]
    turned = Image.Exif()
    turned[0x0112] = 6
    made["turned"] = jpeg(rgb, exif=turned)
    return made


def webp(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", **options)
    return buffer.getvalue()


def webps():
    rgb = smooth(WIDTH, HEIGHT, 3, seed=6)
    alpha = smooth(WIDTH, HEIGHT, 1, seed=5)
    image = Image.fromarray(rgb)
    clear = Image.fromarray(np.concatenate([rgb, alpha // 128 * 255], -1))
    exif = Image.Exif()
    exif[0x0112] = 6
    return {
        "lossy": webp(image, quality=80),
        "coarse": webp(image, quality=0, method=6),
        "lossless": webp(image, lossless=True),
        "lossless_alpha": webp(clear, lossless=True, exact=True),
        "lossy_alpha": webp(clear, quality=70, alpha_quality=50, exact=True),
        "few_colours": webp(Image.fromarray(rgb // 96 * 96), lossless=True),
        "gray": webp(Image.fromarray(rgb[..., 0]), quality=90),
        "turned": webp(image, quality=60, exif=exif),
    }


def least(data):
    """How many bytes Pillow needs to take the picture for a whole one."""

    def opens(count):
        try:
            Image.open(io.BytesIO(data[:count])).convert("RGB")
            return True
        except Exception:
            return False

    count = len(data)
    while opens(count - 1):
        count -= 1
    assert not any(opens(shorter) for shorter in range(count))
    return count


def planes(image):
    """Channels x rows x columns."""
    array = np.array(image)
    return array[None] if array.ndim == 2 else array.transpose(2, 0, 1)


def pictures():
    shutil.rmtree(HERE / "pictures", ignore_errors=True)
    expected = {"RGB": [], "L": []}
    needed = {}
    for ending, made in [("jpg", jpegs()), ("png", pngs()), ("webp", webps())]:
        for name in sorted(made):
            path = folder("pictures", ending) / f"{name}.{ending}"
            path.write_bytes(made[name])
            needed[f"{ending}/{path.name}"] = least(made[name])
            for mode in expected:
                expected[mode].append(planes(Image.open(path).convert(mode)))
    np.savez_compressed(HERE / "pictures.npz", **{k: np.stack(v) for k, v in expected.items()})
    still = [Image.fromarray(smooth(WIDTH, HEIGHT, 3, seed=seed)) for seed in (6, 7)]
    (HERE / "animated.webp").write_bytes(webp(still[0], save_all=True, append_images=still[1:]))
    (HERE / "truncated.json").write_text(json.dumps(needed, indent=1) + "\n")


# torchvision's transforms on Pillow's images, without torchvision.


def resize(image, size, filter="bilinear"):
    filter = Image.Resampling[filter.upper()]
    if isinstance(size, tuple):
        return image.resize(size[::-1], filter)
    width, height = image.size
    short, long = (width, height) if width <= height else (height, width)
    new_short, new_long = size, int(size * long / short)
    width, height = (new_short, new_long) if width <= height else (new_long, new_short)
    return image.resize((width, height), filter)


def center_crop(image, height, width, low=False):
    rounded = (lambda half: int(half)) if low else (lambda half: int(round(half)))
    top = rounded((image.height - height) / 2.0)
    left = rounded((image.width - width) / 2.0)
    return image.crop((left, top, left + width, top + height))


def covering(image, height, width, size):
    """The short side that leaves no part of the crop uncovered."""
    while True:
        resized = resize(image, size)
        if resized.width >= width and resized.height >= height:
            return size
        size += 1


# What is tested: channels, height, width, and the card's `resize`.
FITS = [(3, 12, 12, None), (3, 12, 12, 20), (1, 12, 12, 15), (3, 8, 20, None), (3, 21, 8, 10)]


def sizes():
    shutil.rmtree(HERE / "sizes", ignore_errors=True)
    target = folder("sizes", "some")
    for index, (width, height) in enumerate([(12, 12), (31, 22), (20, 45), (5, 7), (1, 3), (100, 16)]):
        image = Image.fromarray(smooth(width, height, 3, seed=index))
        image.save(target / f"{width}x{height}.png")
    Image.fromarray(smooth(50, 37, 3, seed=9)).save(target / "50x37.jpg", quality=90)
    expected = {}
    for number, (channels, height, width, size) in enumerate(FITS):
        found = []
        for path in sorted(target.iterdir()):
            image = Image.open(path).convert("RGB" if channels == 3 else "L")
            short = covering(image, height, width, size or min(height, width))
            found.append(planes(center_crop(resize(image, short), height, width)))
        expected[f"fit{number}"] = np.stack(found)
    np.savez_compressed(HERE / "sizes.npz", **expected)


# The same by other filters, to a height and a width, and cut low as transformers does.
FILTERS = [
    (12, 12, 21, "nearest", False), (12, 12, 21, "bicubic", False), (12, 12, 19, "lanczos", False),
    (12, 12, (12, 12), "bilinear", False), (12, 12, (17, 15), "bicubic", True),
    (10, 14, (45, 33), "nearest", True), (9, 9, 16, "bicubic", True), (9, 9, 40, "lanczos", True),
    (12, 12, 21, "box", False), (9, 9, (10, 25), "box", True), (12, 12, 17, "hamming", False),
    (9, 9, (40, 11), "hamming", True),
]


def filters():
    expected = {}
    for number, (height, width, size, filter, low) in enumerate(FILTERS):
        found = []
        for path in sorted((HERE / "sizes" / "some").iterdir()):
            image = resize(Image.open(path).convert("RGB"), size, filter)
            found.append(planes(center_crop(image, height, width, low)))
        expected[f"filter{number}"] = np.stack(found)
    np.savez_compressed(HERE / "filters.npz", **expected)


def idx(array):
    return struct.pack(">BBBB", 0, 0, 8, array.ndim) + struct.pack(
        f">{array.ndim}I", *array.shape) + array.astype(np.uint8).tobytes()


def packed(data):
    return gzip.compress(data, 9, mtime=0)


def digits():
    shutil.rmtree(HERE / "digits", ignore_errors=True)
    labels = np.array([0, 0, 1, 2, 2, 2])
    images = np.stack([smooth(28, 28, 1, seed=i)[..., 0] for i in range(len(labels))])
    np.savez_compressed(HERE / "digits.npz", images=images, labels=labels)
    names = ["eight", "nine", "ten"]
    for index, (image, label) in enumerate(zip(images, labels)):
        Image.fromarray(image).save(folder("digits", names[label]) / f"{index}.png")
    (HERE / "digits-images-idx3-ubyte").write_bytes(idx(images))
    (HERE / "digits-labels.idx1-ubyte.gz").write_bytes(packed(idx(labels)))
    # A gzip file may have several members.
    data = idx(images)
    (HERE / "zipped-images-idx3-ubyte.gz").write_bytes(packed(data[:1000]) + packed(data[1000:]))
    (HERE / "zipped-labels-idx1-ubyte").write_bytes(idx(labels))


def colours():
    for name in ("colours", "cifar10", "cifar100"):
        shutil.rmtree(HERE / name, ignore_errors=True)
    labels = np.array([0, 1, 1, 3])
    images = np.stack([smooth(32, 32, 3, seed=i).transpose(2, 0, 1) for i in range(len(labels))])
    np.savez_compressed(HERE / "colours.npz", images=images, labels=labels)
    names = ["airplane", "bird", "cat", "dog"]
    for name in names:
        folder("colours", name)
    Image.fromarray(images[0].transpose(1, 2, 0)).save(HERE / "colours/airplane/0.PNG")
    Image.fromarray(images[1].transpose(1, 2, 0)).save(HERE / "colours/bird/b.png")
    # torchvision sorts by the path of the folder first: "bird" comes before "bird/a".
    Image.fromarray(images[2].transpose(1, 2, 0)).save(folder("colours", "bird", "a") / "a.png")
    # Every class of a folder has a picture; this one is beside those compared.
    Image.fromarray(images[0].transpose(1, 2, 0)).save(HERE / "colours/cat/0.png")
    Image.fromarray(images[3].transpose(1, 2, 0)).save(HERE / "colours/dog/0.png")

    def batch(first, last, *coarse):
        return b"".join(
            bytes([*coarse, labels[i]]) + images[i].tobytes() for i in range(first, last))

    (folder("cifar10") / "data_batch_1.bin").write_bytes(batch(0, 3))
    (folder("cifar10") / "test_batch.bin").write_bytes(batch(3, 4))
    (HERE / "cifar10/batches.meta.txt").write_text("\n".join(names) + "\n\n")
    (folder("cifar100") / "test.bin").write_bytes(batch(0, 4, 19))
    (HERE / "cifar100/fine_label_names.txt").write_text("\n".join(names) + "\n")
    (HERE / "cifar100/coarse_label_names.txt").write_text("thing\n")


def large():
    """Bands of 16 rows, each of one value; the Swift test knows the formula."""
    count, side = 200, 256
    image, band = np.mgrid[0:count, 0 : side // 16].astype(np.uint64)
    values = ((image * 31 + band) * 2654435761 % 2**32 >> 24).astype(np.uint8)
    images = np.repeat(np.repeat(values, 16, axis=1)[..., None], side, axis=2)
    labels = np.arange(count) % 7
    data = idx(images)
    (HERE / "large-images-idx3-ubyte.gz").write_bytes(packed(data))
    (HERE / "large-labels-idx1-ubyte").write_bytes(idx(labels))
    np.savez_compressed(HERE / "large.npz", images=images, labels=labels)


pictures()
sizes()
filters()
digits()
colours()
large()
