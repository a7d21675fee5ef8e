"""Writes Tests/NetworksTests/Golden/networks.json: feature maps of torchvision's networks.

Weights and images come from the formula of golden_tensors.py; there is no other seed. The running
statistics are measured: each normalisation takes the mean and variance of all its input on the
images, stored as two numbers, and the channels vary around them by the formula. Features are those
after the last rectifier. The values are PyTorch's in float32; `distance` is how far the same network
in float64 is from them, relative to its norm, and `bfloat16Cosine` the cosine of the descriptors in
bfloat16 and float32, over the values stored. Run with PyTorch 2.15 and torchvision 0.29:

    python Tests/Reference/networks_golden.py
"""
import copy
import pathlib

import numpy as np
import torch
import torchvision
from torch import nn

import golden_tensors

SMALL, LARGE = (2, 3, 64, 96), (2, 3, 96, 160)
NETWORKS = {
    "resnet18": ("resnet18", LARGE), "resnet34": ("resnet34", SMALL),
    "resnet50": ("resnet50", LARGE), "resnet50, stride in the first convolution": ("resnet50", SMALL),
    "resnet101": ("resnet101", SMALL), "resnet152": ("resnet152", SMALL),
    "vgg16": ("vgg16", SMALL), "vgg16_bn": ("vgg16_bn", SMALL),
}


def body(name, strides_first):
    """The network up to its last rectifier, with PyTorch's parameter names."""
    model = getattr(torchvision.models, name)()
    if name.startswith("vgg"):
        return nn.ModuleDict({"features": model.features[:-1]})
    if strides_first:
        for module in model.modules():
            if isinstance(module, torchvision.models.resnet.Bottleneck):
                module.conv1.stride, module.conv2.stride = module.conv2.stride, module.conv1.stride
    del model.fc
    return model


def forward(model, x):
    if isinstance(model, nn.ModuleDict):
        return model["features"](x)
    x = model.maxpool(model.relu(model.bn1(model.conv1(x))))
    return model.layer4(model.layer3(model.layer2(model.layer1(x))))


def measure(model, images):
    """Sets the running statistics, first layer first, and returns the two numbers of each."""
    measured = {}

    def set_statistics(name):
        def hook(module, inputs):
            mean = np.float32(inputs[0].double().mean().item())
            variance = np.float32(inputs[0].double().var(correction=0).item())
            shape = module.running_mean.shape
            module.running_mean.copy_(torch.from_numpy(golden_tensors.draws(
                f"{name}.running_mean", shape, np.float32(0.25) * np.sqrt(variance), mean)))
            module.running_var.copy_(torch.from_numpy(golden_tensors.draws(
                f"{name}.running_var", shape, np.float32(0.5) * variance, variance)))
            measured[name] = golden_tensors.rounded([mean, variance])
        return hook

    handles = [
        module.register_forward_pre_hook(set_statistics(name))
        for name, module in model.named_modules() if isinstance(module, nn.BatchNorm2d)
    ]
    forward(model, images)
    for handle in handles:
        handle.remove()
    return measured


def gem(features):
    """The generalised mean of exponent 3 (Radenović et al. 2019, equation 3)."""
    return features.double().clamp(min=1e-6).pow(3).mean((2, 3)).pow(1 / 3)


def entry(label, name, shape):
    model = body(name, strides_first=label != name).eval()
    golden_tensors.fill(model)
    images = torch.from_numpy(golden_tensors.images(shape))
    measured = measure(model, images)
    features = forward(model, images)
    exact = forward(copy.deepcopy(model).double(), images.double())
    half = forward(copy.deepcopy(model).bfloat16(), images.bfloat16())
    distance = ((features - exact).norm() / exact.norm()).item()
    cosine = torch.cosine_similarity(gem(half)[0, :64], gem(features)[0, :64], 0).item()
    stride = features.numel() // 256 - 1
    print(f"{label}: norm {features.norm():.3g}, float64 {distance:.1e}, bfloat16 {cosine:.6f}, "
          f"zeros {(features == 0).float().mean():.2f}")
    return {
        "architecture": name,
        "stridesFirst": label != name,
        "imageShape": list(shape),
        "featureShape": list(features.shape),
        "norm": golden_tensors.rounded([features.norm().item()])[0],
        "stride": stride,
        "values": golden_tensors.rounded(features.flatten()[::stride][:256]),
        "descriptor": golden_tensors.rounded(gem(features)[0, :64]),
        "distance": float(f"{distance:.2g}"),
        "bfloat16Cosine": round(cosine, 6),
        "statistics": measured,
    }


def main():
    path = pathlib.Path(__file__).parent.parent / "NetworksTests/Golden/networks.json"
    versions = f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}"
    with torch.no_grad():
        networks = {label: entry(label, *network) for label, network in NETWORKS.items()}
    golden_tensors.write(path, versions, "networks", networks)


if __name__ == "__main__":
    main()
