"""PyTorch: descriptors, training steps, and the export of the network for the other peers."""

import time
import warnings

import torch

import extraction
import networks
from protocol import serve, threads

LAYOUTS = {"contiguous": torch.contiguous_format, "channels last": torch.channels_last}

torch.set_num_threads(threads())
extractors = {}
learners = {}


def prepare_extraction(request):
    for name, layout in LAYOUTS.items():
        network = networks.extractor(request["network"], request["weights"])
        extractors[name] = network.eval().to(memory_format=layout)
    return {"variants": list(LAYOUTS)}


@torch.inference_mode()
def descriptors(variant, arrays, count):
    rows = []
    for array in arrays:
        pixels = torch.from_numpy(array).contiguous(memory_format=LAYOUTS[variant])
        rows.append(extractors[variant](pixels).numpy())
    return rows


def export(request):
    """Writes the network as ONNX, height and width free where the network takes any."""
    warnings.simplefilter("ignore")
    is_fixed = request["network"] == "vit"
    free = None if is_fixed else torch.export.Dim.DYNAMIC
    program = torch.onnx.export(
        extractors["contiguous"],
        (torch.zeros(1, 3, 224, 224) if is_fixed else torch.zeros(1, 3, 128, 96),),
        input_names=["images"],
        output_names=["descriptors"],
        dynamic_shapes=({2: free, 3: free},),
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    program.save(request["model"])
    return {}


class Learner:
    """A network in training on one fixed batch."""

    def __init__(self, request, layout):
        self.network = networks.resnet(request["depth"], request["width"], request["classes"])
        batch = networks.load(self.network, request["weights"])
        self.network.to(memory_format=layout).train()
        self.images = batch["images"].contiguous(memory_format=layout)
        self.targets = torch.tensor(request["targets"])
        self.freezes = request["freezesNormalisation"]
        if self.freezes:
            for module in self.network.modules():
                if isinstance(module, torch.nn.BatchNorm2d):
                    module.eval().requires_grad_(False)
        self.optimiser = self.make_optimiser(request)

    def make_optimiser(self, request):
        learnt = [p for p in self.network.parameters() if p.requires_grad]
        groups = [
            {"params": [p for p in learnt if p.ndim > 1], "weight_decay": request["weightDecay"]},
            {"params": [p for p in learnt if p.ndim <= 1], "weight_decay": 0.0},
        ]
        rate = request["learningRate"]
        if request["optimiser"] == "adamw":
            return torch.optim.AdamW(groups, lr=rate, fused=True)
        return torch.optim.SGD(groups, lr=rate, momentum=0.9, fused=True)

    def step(self):
        self.optimiser.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(self.network(self.images), self.targets)
        loss.backward()
        self.optimiser.step()
        return loss.item()


def prepare_training(request):
    for name, layout in LAYOUTS.items():
        learners[name] = Learner(request, layout)
    return {"variants": list(LAYOUTS)}


def train(request):
    learner = learners[request["variant"]]
    began = time.perf_counter()
    losses = [learner.step() for _ in range(request["steps"])]
    return {"seconds": time.perf_counter() - began, "losses": losses}


serve(
    {
        "versions": lambda request: {"versions": networks.versions()},
        "prepare extraction": prepare_extraction,
        "export": export,
        "extract": extraction.command(descriptors),
        "prepare training": prepare_training,
        "train": train,
    }
)
