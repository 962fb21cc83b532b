"""Trains small networks in eager PyTorch from Lamarck's seeds and writes the loss of each step.

The losses are what PyTorchParityTest compares Lamarck's own training with. Needs torch and numpy, nothing of Lamarck but
the two files that 'lamarck data export' writes.
"""

import argparse
import datetime
import hashlib
import json
import math
import sys
from collections import OrderedDict

import numpy
import torch
from torch import nn
from torch.nn import functional

SEED = 42
STEPS = 20
CLASSES = 10
ADAM = {"optimizer": "adam", "learning_rate": 1e-3, "weight_decay": 1e-4, "batch_size": 32}
SGD = {"optimizer": "sgd", "learning_rate": 1e-2, "momentum": 0.9, "weight_decay": 1e-4, "batch_size": 32}
NORM = {"batch_norm": True}
DROP = {"dropout": 0.25}
CASES = [
    ("mlp-128", "digits", ADAM),
    ("mlp-128", "digits", SGD),
    ("mlp-128", "digits", ADAM | DROP),
    ("cnn-32-64", "mnist-10k", ADAM),
    ("cnn-32-64", "mnist-10k", SGD),
    ("cnn-32-64", "mnist-10k", ADAM | NORM),
    ("cnn-32-64", "mnist-10k", SGD | NORM),
    ("cnn-32-64", "mnist-10k", ADAM | NORM | DROP),
]


def seed_of(purpose):
    """The seeding rule: the first eight bytes, big-endian, of SHA-256 of '<seed>/<purpose>', two bits cleared."""
    digest = hashlib.sha256(f"{SEED}/{purpose}".encode()).digest()
    return int.from_bytes(digest[:8], "big") & (2**62 - 1)


def read(file):
    """Images standardised by the mean and the standard deviation of all their pixels, and labels."""
    with numpy.load(file) as arrays:
        pixels, labels = arrays["input"], arrays["label"]
    values = pixels.astype(numpy.int64)
    mean = values.sum().item() / values.size
    std = math.sqrt((values * values).sum().item() / values.size - mean * mean)
    return torch.from_numpy(pixels).sub_(mean).div_(std), torch.from_numpy(labels)


def mlp_128(shape, config):
    layers = OrderedDict(flatten=nn.Flatten(), dense1=nn.Linear(math.prod(shape), 128), relu=nn.ReLU())
    if config.get("dropout"):
        layers["drop"] = nn.Dropout(config["dropout"])
    layers["output"] = nn.Linear(128, CLASSES)
    return nn.Sequential(layers)


def cnn_32_64(shape, config):
    norm = config.get("batch_norm", False)
    layers = OrderedDict()
    channels, height, width = shape
    for block, filters in enumerate([32, 64], start=1):
        layers[f"conv{block}"] = nn.Conv2d(channels, filters, 3, padding=1, bias=not norm)
        if norm:
            layers[f"norm{block}"] = nn.BatchNorm2d(filters)
        layers[f"relu{block}"] = nn.ReLU()
        layers[f"pool{block}"] = nn.MaxPool2d(2)
        channels, height, width = filters, height // 2, width // 2
    layers["flatten"] = nn.Flatten()
    if config.get("dropout"):
        layers["drop"] = nn.Dropout(config["dropout"])
    layers["output"] = nn.Linear(channels * height * width, CLASSES)
    return nn.Sequential(layers)


NETWORKS = {"mlp-128": mlp_128, "cnn-32-64": cnn_32_64}


def initialise(network):
    """Uniform within 1 / sqrt(fan in), each parameter from a seed of its own; batch norms begin at 1 and 0."""
    for name, module in network.named_children():
        if isinstance(module, (nn.Linear, nn.Conv2d)):
            bound = 1 / math.sqrt(module.weight[0].numel())
            for parameter, tensor in module.named_parameters():
                torch.manual_seed(seed_of(f"init/{name}.{parameter}"))
                tensor.data = torch.empty(tensor.shape).uniform_(-bound, bound)


def optimizer_of(parameters, config):
    rates = {"lr": config["learning_rate"], "weight_decay": config["weight_decay"], "fused": True}
    if config["optimizer"] == "adam":
        return torch.optim.Adam(parameters, **rates)
    return torch.optim.SGD(parameters, momentum=config["momentum"], **rates)


def train(preset, images, labels, config):
    network = NETWORKS[preset](images.shape[1:], config)
    initialise(network)
    if preset.startswith("cnn"):
        network = network.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    optimizer = optimizer_of(network.parameters(), config)
    torch.manual_seed(seed_of("order/1"))
    order = torch.randperm(len(images))
    batch = config["batch_size"]
    losses = []
    for step in range(STEPS):
        torch.manual_seed(seed_of("dropout/1") + step)
        rows = order[step * batch : (step + 1) * batch]
        loss = functional.cross_entropy(network(images[rows]), labels[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(f"{loss.item():.9g}"))
    return losses


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digits", required=True, help="training split of digits, as 'lamarck data export' writes it")
    parser.add_argument("--mnist-10k", required=True, help="training split of mnist-10k")
    parser.add_argument("--out", required=True, help="the JSON file to write")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    data = {"digits": read(arguments.digits), "mnist-10k": read(arguments.mnist_10k)}
    cases = []
    for preset, name, config in CASES:
        losses = train(preset, *data[name], config)
        cases.append({"preset": preset, "data": name, "configuration": config, "losses": losses})
        print(f"{preset} {name} {config['optimizer']}: {losses[0]:.6f} to {losses[-1]:.6f}")
    recording = {
        "torch": torch.__version__,
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "date": datetime.date.today().isoformat(),
        "command": " ".join(["python", *sys.argv]),
        "seed": SEED,
        "cases": cases,
    }
    with open(arguments.out, "w", encoding="utf-8") as file:
        json.dump(recording, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
