"""Compares `iir extract` with timm, torchvision and transformers on whole vision transformers of random weights.

Each network is written as its project stores it, and run on pictures of the size that its embeddings of places
are for and of two others. A descriptor may differ from the project's by 1e-5. Takes a few minutes; run with the
versions of transformers_golden.py:

    python Tests/Reference/transformers_check.py .build/release/iir
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import timm
import torch
import torchvision
import transformers
from PIL import Image
from torch import nn
from torchvision.models import vision_transformer

TOLERANCE = 1e-5
MEAN, DEVIATION = (torch.tensor(values)[:, None, None] for values in (
    (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))


def randomised(model):
    """Weights that keep tokens apart over twelve blocks; each tensor from the one stream of torch."""
    for name, tensor in model.named_parameters():
        if tensor.dim() > 1:
            nn.init.normal_(tensor, std=0.05 if "blocks" in name or "layer" in name else 0.3)
        elif "gamma" in name or "lambda" in name:
            nn.init.uniform_(tensor, 0.2, 1)
        elif name.endswith("weight"):
            nn.init.uniform_(tensor, 0.5, 1.5)
        else:
            nn.init.normal_(tensor, std=0.1)
    return model.eval()


def of_timm(name, **options):
    model = randomised(timm.create_model(name, num_classes=0, dynamic_img_size=True, **options))
    patch = model.patch_embed.patch_size[0]

    def tokens(images):  # timm takes whole patches only
        height, width = (length // patch * patch for length in images.shape[2:])
        return model.forward_features(images[:, :, :height, :width])
    return model, tokens


def by_factor(model, images):
    """The tokens of timm's network with embeddings of places resampled as DINO does it."""
    patch, side = model.patch_embed.patch_size[0], model.patch_embed.grid_size[0]
    rows, columns = (length // patch for length in images.shape[2:])
    positions = model.pos_embed
    if (rows, columns) != (side, side) or images.shape[2] != images.shape[3]:
        grid = positions[:, 1:].reshape(1, side, side, -1).permute(0, 3, 1, 2)
        grid = nn.functional.interpolate(
            grid, scale_factor=((rows + 0.1) / side, (columns + 0.1) / side), mode="bicubic")
        positions = torch.cat([positions[:, :1], grid.flatten(2).transpose(1, 2)], 1)
    tokens = model.patch_embed.proj(images).flatten(2).transpose(1, 2)
    tokens = torch.cat([model.cls_token.expand(len(images), -1, -1), tokens], 1) + positions
    return model.norm(model.blocks(tokens))


def of_torchvision():
    model = randomised(torchvision.models.vit_b_16())

    def tokens(images):
        side = images.shape[2]
        state = vision_transformer.interpolate_embeddings(side, 16, dict(model.state_dict()))
        sized = torchvision.models.vit_b_16(image_size=side).eval()
        sized.load_state_dict(state)
        first = sized.class_token.expand(len(images), -1, -1)
        return sized.encoder(torch.cat([first, sized._process_input(images)], 1))
    return model, tokens


def of_transformers(kind, **sizes):
    sizes = dict(num_hidden_layers=12, **sizes)
    if kind == "ViT":
        model = transformers.ViTModel(transformers.ViTConfig(**sizes), add_pooling_layer=True)
        model = randomised(model)
        return model, lambda images: model(images, interpolate_pos_encoding=True).last_hidden_state
    model = getattr(transformers, f"{kind}Model")(getattr(transformers, f"{kind}Config")(**sizes))
    model = randomised(model)
    return model, lambda images: model(images).last_hidden_state


def networks(folder):
    """Writes each network; its name, the file, options of iir, tokens before the patches, and the tokens."""
    def pickled(name, content):
        path = folder / f"{name}.pth"
        torch.save(content, path)
        return path

    def saved(name, model):
        model.save_pretrained(folder / name)
        return folder / name / "model.safetensors"

    square = [(224, 224), (320, 320)]
    usual = [(224, 224), (240, 336), (300, 201)]
    small = dict(hidden_size=384, num_attention_heads=6, intermediate_size=1536, image_size=224, patch_size=16)

    model, tokens = of_timm("vit_small_patch16_224")
    yield "timm", pickled("timm", model.state_dict()), ["vit-s16", "--conventions", "timm"], 1, tokens, usual
    dino = {"teacher": {
        **{f"backbone.{name}": value for name, value in model.state_dict().items()},
        "head.last_layer.weight_g": torch.ones(3, 1)}}
    yield ("dino", pickled("dino", dino), ["vit-s16"], 1, lambda images: by_factor(model, images), usual)

    moco, moco_tokens = of_timm("vit_small_patch16_224", num_heads=12)
    state = {f"module.base_encoder.{name}": value for name, value in moco.state_dict().items()}
    state["module.base_encoder.head.0.weight"] = torch.ones(2, 2)
    yield "moco-v3", pickled("moco", {"state_dict": state}), ["vit-s16"], 1, moco_tokens, usual

    base, base_tokens = of_torchvision()
    yield "torchvision", pickled("torchvision", base.state_dict()), ["vit-b16"], 1, base_tokens, square

    vit, vit_tokens = of_transformers("ViT", **small)
    yield "transformers", saved("vit", vit), ["vit-s16"], 1, vit_tokens, usual

    second, _ = of_timm("vit_small_patch14_dinov2")
    state = {**second.state_dict(), "mask_token": torch.zeros(1, 384)}
    yield ("dinov2", pickled("dinov2", state), ["vit-s14"], 1, lambda images: by_factor(second, images),
           [(518, 518), (224, 224), (300, 201)])

    registers = dict(hidden_size=768, num_attention_heads=12, image_size=518, patch_size=14)
    model, tokens = of_transformers("Dinov2WithRegisters", **registers)
    yield ("transformers' dinov2 with registers", saved("registers", model), ["vit-b14-registers"], 5, tokens,
           [(518, 518), (224, 336)])


def descriptors(tokens, prefix):
    patches = tokens[:, prefix:]
    gem = patches.clamp(min=1e-6).pow(4).mean(1).pow(0.25)
    pooled = {
        "cls": tokens[:, 0], "spoc": patches.mean(1), "gem": gem, "cls-gem": torch.cat([tokens[:, 0], gem], 1)}
    return {name: nn.functional.normalize(value, dim=1)[0].numpy() for name, value in pooled.items()}


def picture(generator, height, width):
    coarse = Image.fromarray(generator.integers(0, 256, (9, 9, 3), dtype=np.uint8))
    fine = generator.integers(-20, 21, (height, width, 3))
    smooth = np.asarray(coarse.resize((width, height), Image.BICUBIC), dtype=np.int64)
    return Image.fromarray(np.clip(smooth + fine, 0, 255).astype(np.uint8))


def main():
    tool = sys.argv[1]
    torch.manual_seed(7)
    generator = np.random.default_rng(7)
    worst = 0
    with tempfile.TemporaryDirectory() as name, torch.no_grad():
        folder = pathlib.Path(name)
        for label, weights, options, prefix, tokens, sizes in networks(folder):
            for height, width in sizes:
                path = folder / "picture.png"
                image = picture(generator, height, width)
                image.save(path)
                pixels = torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1).float() / 255
                expected = descriptors(tokens(((pixels - MEAN) / DEVIATION)[None]), prefix)
                for pooling, wanted in expected.items():
                    out = folder / "out.npy"
                    subprocess.run(
                        [tool, "extract", "--architecture", *options, "--weights", str(weights), "--images",
                         str(path), "--resize", "none", "--pooling", pooling, "--gem-exponent", "4", "--out",
                         str(out), "--cache", str(folder / "cache"), "-q"],
                        check=True, stdout=subprocess.DEVNULL)
                    difference = np.linalg.norm(np.load(out)[0] - wanted)
                    worst = max(worst, difference)
                    mark = "" if difference < TOLERANCE else "  TOO FAR"
                    print(f"{label}, {height}×{width}, {pooling}: {difference:.1e}{mark}", flush=True)
    sys.exit(int(worst >= TOLERANCE))


if __name__ == "__main__":
    main()
