"""Makes the configurations beside it, and what transformers and timm make of pictures by them.

    python make_companions.py        # needs the packages in requirements.txt

NAME/preprocessor_config.json, NAME/config.json   configurations as image processors and timm write them
pixels.npz    for each name the images that its processor makes of ../images/sizes, but for
              the picture of 1 x 3. Those of timm are by the formulas of its transforms_imagenet_eval, without timm
"""

import json
import math
from pathlib import Path

import numpy as np
import transformers
from PIL import Image

HERE = Path(__file__).parent
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]

# By the class of the image processor. Those that have a size of one number are of the first versions.
PROCESSORS = {
    "convnext": ("ConvNext", dict(
        do_resize=True, size={"shortest_edge": 14}, crop_pct=0.875, resample=3, do_rescale=True,
        rescale_factor=1 / 255, do_normalize=True, image_mean=MEAN, image_std=STD)),
    "vit": ("ViT", dict(
        do_resize=True, size=12, resample=2, do_normalize=True, image_mean=[0.5] * 3,
        image_std=[0.5] * 3)),
    "deit": ("DeiT", dict(
        do_resize=True, size={"height": 17, "width": 15}, do_center_crop=True,
        crop_size={"height": 12, "width": 12}, resample=3, do_normalize=True, image_mean=MEAN,
        image_std=STD)),
    "mobilenet": ("MobileNetV2", dict(
        do_resize=True, size=17, do_center_crop=True, crop_size=12, resample=2, do_normalize=True,
        image_mean=[0.5] * 3, image_std=[0.5] * 3)),
    "efficientnet": ("EfficientNet", dict(
        do_resize=True, size={"height": 12, "width": 12}, resample=0, do_center_crop=False,
        crop_size={"height": 16, "width": 16}, do_rescale=True, rescale_factor=1 / 127.5,
        rescale_offset=True, do_normalize=True, image_mean=MEAN, image_std=STD,
        include_top=True)),
    "mobilevit": ("MobileViT", dict(
        do_resize=True, size=17, do_center_crop=True, crop_size=12, resample=2,
        do_flip_channel_order=True)),
    "levit": ("Levit", dict(
        do_resize=True, size={"shortest_edge": 14}, do_center_crop=True,
        crop_size={"height": 14, "width": 14}, resample=3, do_rescale=True,
        rescale_factor=1 / 255, do_normalize=True, image_mean=MEAN, image_std=STD)),
    "poolformer": ("PoolFormer", dict(
        do_resize=True, size={"shortest_edge": 12}, crop_pct=0.9, do_center_crop=True,
        crop_size={"height": 12, "width": 12}, resample=3, do_rescale=True,
        rescale_factor=1 / 255, do_normalize=True, image_mean=MEAN, image_std=STD)),
    "plain": ("ViT", dict(
        do_resize=True, size={"height": 9, "width": 13}, resample=1, do_rescale=False,
        do_normalize=False)),
}

TIMM = {
    "timm": dict(
        input_size=[3, 12, 12], interpolation="bicubic", crop_pct=0.875, crop_mode="center",
        mean=MEAN, std=STD),
    "timm_squash": dict(
        input_size=[3, 12, 10], interpolation="bilinear", crop_pct=0.95, crop_mode="squash",
        mean=[0.5] * 3, std=[0.5] * 3),
    # What it lacks is timm's default.
    "timm_least": dict(input_size=[3, 14, 14]),
}


def planes(image):
    return np.array(image).transpose(2, 0, 1)


def timm_eval(image, config):
    _, height, width = config["input_size"]
    percent = config.get("crop_pct", 0.875)
    scaled = [math.floor(side / percent) for side in (height, width)]
    filter = Image.Resampling[config.get("interpolation", "bicubic").upper()]
    if config.get("crop_mode") == "squash":
        image = image.resize(scaled[::-1], filter)
    else:
        short, long = min(image.size), max(image.size)
        new = (scaled[0], int(scaled[0] * long / short))
        image = image.resize(new if image.width <= image.height else new[::-1], filter)
    top = int(round((image.height - height) / 2.0))
    left = int(round((image.width - width) / 2.0))
    pixels = planes(image.crop((left, top, left + width, top + height))) / np.float32(255)
    mean = np.float32(config.get("mean", MEAN))[:, None, None]
    return (pixels - mean) / np.float32(config.get("std", STD))[:, None, None]


def write(name, file, value):
    (HERE / name).mkdir(exist_ok=True)
    (HERE / name / file).write_text(json.dumps(value, indent=2) + "\n")


pictures = [
    Image.open(path).convert("RGB")
    for path in sorted((HERE.parent / "images/sizes/some").iterdir())
    # transformers can't tell this one's channels from its columns.
    if path.stem != "1x3"
]
expected = {}
for name, (kind, config) in PROCESSORS.items():
    old = isinstance(config["size"], int)
    key, suffix = ("feature_extractor_type", "FeatureExtractor") if old else (
        "image_processor_type", "ImageProcessor")
    write(name, "preprocessor_config.json", {**config, key: kind + suffix})
    processor = getattr(transformers, kind + "ImageProcessor").from_dict(config)
    expected[name] = np.stack(
        [np.asarray(processor(picture)["pixel_values"][0], np.float32) for picture in pictures])
for name, config in TIMM.items():
    write(name, "config.json", {
        "architecture": "resnet18", "num_classes": 2, "pretrained_cfg": config,
        "label_names": ["n1", "n2"], "label_descriptions": {"n1": "tench, fish", "n2": "hen"}})
    expected[name] = np.stack([timm_eval(picture, config) for picture in pictures])
np.savez_compressed(HERE / "pixels.npz", **expected)
