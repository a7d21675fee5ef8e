"""The networks of the benchmark in PyTorch, with the weights that the benchmark wrote."""

import torch
import torchvision
from safetensors.torch import load_file
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet

BLOCKS = {18: (BasicBlock, [2, 2, 2, 2]), 50: (Bottleneck, [3, 4, 6, 3])}


def resnet(depth, width, classes):
    """Returns torchvision's ResNet; a width other than 64 scales the channels of all stages."""
    block, counts = BLOCKS[depth]
    if width == 64:
        return ResNet(block, counts, num_classes=classes)
    network = ResNet(BasicBlock, counts, num_classes=classes)
    network.inplanes = width
    network.conv1 = torch.nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False)
    network.bn1 = torch.nn.BatchNorm2d(width)
    for stage, count in enumerate(counts):
        layer = narrow_stage(network, width << stage, count, 1 if stage == 0 else 2)
        setattr(network, f"layer{stage + 1}", layer)
    network.fc = torch.nn.Linear(width << 3, classes)
    return network


def narrow_stage(network, planes, count, stride):
    """Returns one stage of basic blocks; torchvision itself builds them at width 64 only."""
    shortcut = None
    if stride != 1 or network.inplanes != planes:
        shortcut = torch.nn.Sequential(
            torch.nn.Conv2d(network.inplanes, planes, 1, stride=stride, bias=False),
            torch.nn.BatchNorm2d(planes),
        )
    blocks = [BasicBlock(network.inplanes, planes, stride, shortcut)]
    network.inplanes = planes
    blocks += [BasicBlock(planes, planes) for _ in range(count - 1)]
    return torch.nn.Sequential(*blocks)


def load(network, path):
    """Loads weights by name and returns what the file holds beside them."""
    tensors = load_file(path)
    state = network.state_dict()
    others = {name: tensors.pop(name) for name in list(tensors) if name not in state}
    missing = [n for n in state if n not in tensors and not n.endswith("num_batches_tracked")]
    missing = [name for name in missing if not name.startswith("fc.")]
    if missing:
        raise ValueError(f"{path} lacks {', '.join(missing)}")
    network.load_state_dict(tensors, strict=False)
    return others


class Block(torch.nn.Module):
    """A block of a vision transformer, with timm's names (Dosovitskiy et al. 2021, eq. 2 and 3)."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1 = torch.nn.LayerNorm(width, eps=1e-6)
        self.attn = torch.nn.ModuleDict(
            {"qkv": torch.nn.Linear(width, 3 * width), "proj": torch.nn.Linear(width, width)}
        )
        self.norm2 = torch.nn.LayerNorm(width, eps=1e-6)
        self.mlp = torch.nn.ModuleDict(
            {"fc1": torch.nn.Linear(width, 4 * width), "fc2": torch.nn.Linear(4 * width, width)}
        )

    def forward(self, tokens):
        parts = self.attn["qkv"](self.norm1(tokens)).unflatten(-1, (3, self.heads, -1))
        attended = torch.nn.functional.scaled_dot_product_attention(*parts.permute(2, 0, 3, 1, 4))
        tokens = tokens + self.attn["proj"](attended.transpose(1, 2).flatten(2))
        hidden = torch.nn.functional.gelu(self.mlp["fc1"](self.norm2(tokens)))
        return tokens + self.mlp["fc2"](hidden)


class TransformerDescriptor(torch.nn.Module):
    """ViT-S/16 for images of 224 pixels, up to its normalised class token of unit length."""

    def __init__(self):
        super().__init__()
        width = 384
        self.cls_token = torch.nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = torch.nn.Parameter(torch.zeros(1, 197, width))
        self.patch_embed = torch.nn.ModuleDict({"proj": torch.nn.Conv2d(3, width, 16, stride=16)})
        self.blocks = torch.nn.Sequential(*[Block(width, 6) for _ in range(12)])
        self.norm = torch.nn.LayerNorm(width, eps=1e-6)

    def forward(self, images):
        patches = self.patch_embed["proj"](images).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.cls_token.expand(images.shape[0], -1, -1), patches], 1)
        token = self.norm(self.blocks(tokens + self.pos_embed))[:, 0]
        return token / (token.norm(dim=1, keepdim=True) + 1e-6)


def extractor(name, weights):
    """Returns the network of a name, up to descriptors, with the weights of a file."""
    if name == "vit":
        network = TransformerDescriptor()
        load(network, weights)
        return network
    network = resnet(int(name.removeprefix("resnet")), 64, 1000)
    load(network, weights)
    return Descriptor(network)


class Descriptor(torch.nn.Module):
    """A network up to its last rectifier, then GeM pooling with exponent 3 and unit length."""

    def __init__(self, network):
        super().__init__()
        self.body = torch.nn.Sequential(*list(network.children())[:-2])

    def forward(self, images):
        features = self.body(images).clamp(min=1e-6)
        pooled = features.pow(3).mean((2, 3)).pow(1 / 3)
        return pooled / (pooled.norm(dim=1, keepdim=True) + 1e-6)


def versions():
    return {"PyTorch": torch.__version__, "torchvision": torchvision.__version__}
