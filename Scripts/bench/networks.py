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
