"""Writes Tests/NetworksTests/Golden/resnet18.json: one training step of a narrow ResNet-18 in PyTorch.

Weights and images come from sines, so that nothing but the results has to be stored. The loss is the
sum of the feature map times another sine wave. Run with PyTorch 2.15:

    python Tests/Reference/resnet18_golden.py
"""
import json
import pathlib

import torch
from torch import nn

WIDTH = 16
torch.set_num_threads(1)


class BasicBlock(nn.Module):
    def __init__(self, inputs, filters, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, filters, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.downsample = None
        if stride != 1:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(x)) + shortcut)


class Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, WIDTH, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(WIDTH)
        inputs = WIDTH
        for stage in range(4):
            filters = WIDTH << stage
            blocks = [BasicBlock(inputs, filters, 2 if stage else 1), BasicBlock(filters, filters, 1)]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
            inputs = filters

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


def wave(shape, phase, scale, offset=0.0):
    """offset + scale * sin(0.7 i + i² mod 97 + phase), row by row."""
    count = 1
    for length in shape:
        count *= length
    i = torch.arange(count, dtype=torch.float64)
    return (offset + scale * torch.sin(0.7 * i + (i * i) % 97 + phase)).float().reshape(shape)


def fill(model):
    for phase, (name, tensor) in enumerate(model.named_parameters()):
        with torch.no_grad():
            if tensor.dim() == 4:
                fan_out = tensor.shape[0] * tensor.shape[2] * tensor.shape[3]
                tensor.copy_(wave(tensor.shape, phase, 2 / fan_out**0.5))
            elif name.endswith("weight"):
                tensor.copy_(wave(tensor.shape, phase, 0.2, 1.0))
            else:
                tensor.copy_(wave(tensor.shape, phase, 0.1))


def main():
    model = Body()
    fill(model)
    images = wave((4, 3, 64, 96), 0.5, 1.0)
    model.train()
    features = model(images)
    (features * wave(features.shape, 0.25, 1.0)).sum().backward()
    gradients = {}
    for name, parameter in model.named_parameters():
        flat = parameter.grad.flatten()
        gradients[name] = {"norm": flat.norm().item(), "first": flat[:4].tolist()}
    buffers = dict(model.named_buffers())
    statistics = {n: b[:4].tolist() for n, b in buffers.items() if "running" in n}
    model.eval()
    with torch.no_grad():
        evaluated = model(images)
    golden = {
        "torch": torch.__version__,
        "features": features.flatten()[:256].tolist(),
        "featureNorm": features.norm().item(),
        "gradients": gradients,
        "statistics": statistics,
        "evaluated": evaluated.flatten()[:256].tolist(),
        "evaluatedNorm": evaluated.norm().item(),
    }
    path = pathlib.Path(__file__).parent.parent / "NetworksTests/Golden/resnet18.json"
    path.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
