"""Writes Tests/NetworksTests/Golden/transformers.json: class tokens and maps of small vision transformers.

Two blocks of width 64 as each project computes them, at the size that their embeddings of places are for and at
others. Weights and images come from the formula of golden_tensors.py under DINO's names; there is no other
seed. The values are PyTorch's in float32; `distance` is how far the same network in float64 is from them,
relative to its norm. DINO and DINOv2 without registers are timm's network with embeddings resampled as those
projects do it. Run with PyTorch 2.15, torchvision 0.29, timm 1.0.31 and transformers 5.24:

    python Tests/Reference/transformers_golden.py
"""
import functools
import pathlib

import timm
import torch
import torchvision
import transformers
from torch import nn
from torchvision.models import vision_transformer

import golden_tensors

WIDTH, BLOCKS, HEADS, GRID = 64, 2, 2, 4


def of_timm(patch, scales, **options):
    model = timm.models.vision_transformer.VisionTransformer(
        img_size=GRID * patch, patch_size=patch, embed_dim=WIDTH, depth=BLOCKS, num_heads=HEADS,
        num_classes=0, init_values=1.0 if scales else None, **options)
    return model, lambda name: name


class OfDINO(nn.Module):
    """timm's network, its embeddings of places resampled by a factor that is a little too large."""

    def __init__(self, patch, scales):
        super().__init__()
        self.body, self.rename = of_timm(patch, scales)
        self.patch = patch

    def forward_features(self, images):
        rows, columns = (length // self.patch for length in images.shape[2:])
        body, positions = self.body, self.body.pos_embed
        if (rows, columns) != (GRID, GRID) or images.shape[2] != images.shape[3]:
            grid = positions[:, 1:].reshape(1, GRID, GRID, WIDTH).permute(0, 3, 1, 2)
            grid = nn.functional.interpolate(
                grid, scale_factor=((rows + 0.1) / GRID, (columns + 0.1) / GRID), mode="bicubic")
            positions = torch.cat([positions[:, :1], grid.flatten(2).transpose(1, 2)], 1)
        tokens = body.patch_embed.proj(images).flatten(2).transpose(1, 2)
        tokens = torch.cat([body.cls_token.expand(len(images), -1, -1), tokens], 1) + positions
        return body.norm(body.blocks(tokens))


def of_dino(patch, scales):
    model = OfDINO(patch, scales)
    return model, lambda name: f"body.{name}"


class OfTorchvision(nn.Module):
    def __init__(self, patch):
        super().__init__()
        self.patch = patch
        self.state = self.network(GRID * patch).state_dict()
        self.weights = nn.ParameterDict(
            {name.replace(".", "/"): nn.Parameter(value) for name, value in self.state.items()})

    def network(self, side):
        return vision_transformer.VisionTransformer(
            image_size=side, patch_size=self.patch, num_layers=BLOCKS, num_heads=HEADS,
            hidden_dim=WIDTH, mlp_dim=4 * WIDTH, num_classes=1)

    def forward_features(self, images):
        side = images.shape[2]
        state = {name.replace("/", "."): value.data for name, value in self.weights.items()}
        state = vision_transformer.interpolate_embeddings(side, self.patch, state)
        model = self.network(side).to(images.dtype).eval()
        model.load_state_dict(state)
        tokens = torch.cat([model.class_token.expand(len(images), -1, -1), model._process_input(images)], 1)
        return model.encoder(tokens)


def torchvision_name(name):
    name = {"cls_token": "class_token", "pos_embed": "encoder.pos_embedding"}.get(name, name)
    for ours, theirs in [
            ("patch_embed.proj", "conv_proj"), ("attn.qkv.", "self_attention.in_proj_"),
            ("attn.proj", "self_attention.out_proj"), ("mlp.fc1", "mlp.0"), ("mlp.fc2", "mlp.3"),
            ("norm1", "ln_1"), ("norm2", "ln_2"), ("blocks.", "encoder.layers.encoder_layer_")]:
        name = name.replace(ours, theirs)
    name = name.replace("norm.", "encoder.ln.")
    return "weights." + name.replace(".", "/")


def of_torchvision(patch):
    return OfTorchvision(patch), torchvision_name


def of_transformers(patch, kind):
    sizes = dict(
        hidden_size=WIDTH, num_hidden_layers=BLOCKS, num_attention_heads=HEADS, image_size=GRID * patch,
        patch_size=patch)
    if kind == "ViT":
        config = transformers.ViTConfig(intermediate_size=4 * WIDTH, **sizes)
        model = transformers.ViTModel(config, add_pooling_layer=False)
        call = functools.partial(model.forward, interpolate_pos_encoding=True)
    else:
        config = getattr(transformers, f"{kind}Config")(**sizes)
        model = getattr(transformers, f"{kind}Model")(config)
        call = model.forward
    model.forward_features = lambda images: call(images).last_hidden_state
    return model, functools.partial(transformers_name, kind)


def transformers_name(kind, name):
    names = {
        "cls_token": "embeddings.cls_token", "pos_embed": "embeddings.position_embeddings",
        "register_tokens": "embeddings.register_tokens"}
    if name in names:
        return names[name]
    if name.startswith("norm."):
        return "layernorm." + name[5:]
    first = "layers." if kind == "ViT" else "encoder.layer."
    norms = ["layernorm_before", "layernorm_after"] if kind == "ViT" else ["norm1", "norm2"]
    for ours, theirs in [
            ("patch_embed.proj", "embeddings.patch_embeddings.projection"), ("blocks.", first),
            ("attn.proj", "attention.o_proj"), ("attn.qkv", "attention.qkv"),
            ("norm1", norms[0]), ("norm2", norms[1]), ("ls1.gamma", "layer_scale1.lambda1"),
            ("ls2.gamma", "layer_scale2.lambda1")]:
        name = name.replace(ours, theirs)
    return name


# The network, the arguments of the Swift test's, and the sizes of images.
def entries():
    large, odd = (2, 3, 80, 112), (1, 3, 70, 64)
    small14, large14, odd14 = (2, 3, 56, 56), (2, 3, 84, 42), (1, 3, 60, 57)
    for label, make, patch, conventions, registers, scales, shapes in [
            ("dino", lambda: of_dino(16, False), 16, "dino", 0, False, [(2, 3, 64, 64), large, odd]),
            ("timm", lambda: of_timm(16, False, dynamic_img_size=True), 16, "timm", 0, False, [large, (1, 3, 48, 32)]),
            ("torchvision", lambda: of_torchvision(16), 16, "torchvision", 0, False, [(2, 3, 64, 64), (1, 3, 112, 112)]),
            ("transformers", lambda: of_transformers(16, "ViT"), 16, "transformers", 0, False, [large, odd]),
            ("dinov2", lambda: of_dino(14, True), 14, "dinov2", 0, True, [small14, large14, odd14]),
            ("transformers' dinov2", lambda: of_transformers(14, "Dinov2"), 14, "transformers", 0, True, [large14]),
            ("dinov2 with registers", lambda: of_transformers(14, "Dinov2WithRegisters"), 14, "dinov2", 4, True,
             [small14, large14])]:
        for shape in shapes:
            name = f"{label}, {shape[2]}×{shape[3]}"
            settings = dict(patchSize=patch, conventions=conventions, registers=registers, scalesLayers=scales)
            yield name, make(), settings, shape


def parameters(patch, registers, scales):
    """The names and shapes of DINO's and DINOv2's tensors."""
    yield "cls_token", (1, 1, WIDTH)
    yield "pos_embed", (1, 1 + GRID * GRID, WIDTH)
    if registers:
        yield "register_tokens", (1, registers, WIDTH)
    yield "patch_embed.proj.weight", (WIDTH, 3, patch, patch)
    yield "patch_embed.proj.bias", (WIDTH,)
    layers = [("attn.qkv", 3 * WIDTH, WIDTH), ("attn.proj", WIDTH, WIDTH), ("mlp.fc1", 4 * WIDTH, WIDTH),
              ("mlp.fc2", WIDTH, 4 * WIDTH)]
    for block in range(BLOCKS):
        for layer, outputs, inputs in layers:
            yield f"blocks.{block}.{layer}.weight", (outputs, inputs)
            yield f"blocks.{block}.{layer}.bias", (outputs,)
        for number in (1, 2):
            yield f"blocks.{block}.norm{number}.weight", (WIDTH,)
            yield f"blocks.{block}.norm{number}.bias", (WIDTH,)
            if scales:
                yield f"blocks.{block}.ls{number}.gamma", (WIDTH,)
    yield "norm.weight", (WIDTH,)
    yield "norm.bias", (WIDTH,)


def fill(model, rename, settings):
    own = dict(model.named_parameters())
    filled = set()
    for name, shape in parameters(settings["patchSize"], settings["registers"], settings["scalesLayers"]):
        value = torch.from_numpy(golden_tensors.parameter(name, shape))
        targets = [rename(name)]
        if ".qkv." in targets[0] and targets[0] not in own:
            targets = [targets[0].replace(".qkv.", f".{part}_proj.") for part in "qkv"]
        for target, part in zip(targets, value.chunk(len(targets))):
            own[target].data.copy_(part)
            filled.add(target)
    left = [name for name in own if name not in filled and "mask_token" not in name and "heads" not in name]
    assert not left, left


def entry(name, network, settings, shape):
    model, rename = network
    model = model.eval()
    fill(model, rename, settings)
    images = torch.from_numpy(golden_tensors.images(shape))
    tokens = model.forward_features(images)
    exact = model.double().forward_features(images.double())
    distance = ((tokens - exact).norm() / exact.norm()).item()
    rows, columns = (length // settings["patchSize"] for length in shape[2:])
    patches = tokens[:, 1 + settings["registers"]:]
    assert patches.shape[1] == rows * columns, (name, patches.shape)
    maps = patches.transpose(1, 2).reshape(shape[0], WIDTH, rows, columns)
    stride = maps.numel() // 128 - 1
    print(f"{name}: norm {tokens.norm():.3g}, float64 {distance:.1e}")
    return {
        **settings,
        "imageShape": list(shape),
        "featureShape": list(maps.shape),
        "classToken": golden_tensors.rounded(tokens[-1, 0]),
        "stride": stride,
        "values": golden_tensors.rounded(maps.flatten()[::stride][:128]),
        "distance": float(f"{distance:.2g}"),
    }


def main():
    path = pathlib.Path(__file__).parent.parent / "NetworksTests/Golden/transformers.json"
    versions = (f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, timm {timm.__version__}, "
                f"transformers {transformers.__version__}")
    with torch.no_grad():
        networks = {name: entry(name, *rest) for name, *rest in entries()}
    golden_tensors.write(path, versions, "networks", networks)


if __name__ == "__main__":
    main()
