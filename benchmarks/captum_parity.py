"""Explains two tiny networks with Captum and writes the attributions of every pixel.

They are what CaptumParityTest compares Lamarck's own explanations with. Needs torch and captum, nothing of Lamarck: number k
of parameter tensor i is 0.5 sin(k + 1 + i), both counted from 0.
"""

import argparse
import datetime
import json
import sys

import captum
import torch
from captum.attr import IntegratedGradients, Occlusion, Saliency
from torch import nn

TARGET = 1

NETWORKS = {
    "mlp": (
        nn.Sequential(nn.Flatten(), nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3)),
        torch.tensor([0.3, -1.2, 0.8, 2.0], dtype=torch.float64).reshape(1, 1, 2, 2),
    ),
    "cnn": (
        nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(48, 2)),
        torch.sin(0.7 * torch.arange(64, dtype=torch.float64)).reshape(1, 1, 8, 8),
    ),
}

CASES = [
    ("mlp", {"method": "saliency"}),
    ("mlp", {"method": "integrated-gradients", "points": 50}),
    ("mlp", {"method": "occlusion", "window": 1, "stride": 1}),
    ("cnn", {"method": "saliency"}),
    ("cnn", {"method": "integrated-gradients", "points": 50}),
    ("cnn", {"method": "integrated-gradients", "points": 200}),
    ("cnn", {"method": "occlusion", "window": 1, "stride": 1}),
    ("cnn", {"method": "occlusion", "window": 2, "stride": 2}),
    # Windows that overlap, and reach over the edge.
    ("cnn", {"method": "occlusion", "window": 3, "stride": 2}),
]


def initialise(network):
    network.double()
    for i, parameter in enumerate(network.parameters()):
        numbers = 0.5 * torch.sin(torch.arange(parameter.numel(), dtype=torch.float64) + 1 + i)
        # Lamarck's checkpoints hold float32.
        parameter.data = numbers.float().double().reshape(parameter.shape)


def attribute(network, image, settings):
    if settings["method"] == "saliency":
        return Saliency(network).attribute(image.clone(), target=TARGET)
    if settings["method"] == "integrated-gradients":
        return IntegratedGradients(network).attribute(
            image, target=TARGET, n_steps=settings["points"], method="gausslegendre"
        )
    window, stride = settings["window"], settings["stride"]
    return Occlusion(network).attribute(
        image, target=TARGET, sliding_window_shapes=(1, window, window), strides=(1, stride, stride), baselines=0
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, help="the JSON file to write")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for network, _ in NETWORKS.values():
        initialise(network)
    cases = []
    for name, settings in CASES:
        values = attribute(*NETWORKS[name], settings).flatten().tolist()
        cases.append({"network": name, **settings, "values": [float(f"{value:.12g}") for value in values]})
        print(f"{name} {settings}: sum {sum(values):.8f}")
    recording = {
        "captum": captum.__version__,
        "torch": torch.__version__,
        "date": datetime.date.today().isoformat(),
        "command": " ".join(["python", *sys.argv]),
        "target": TARGET,
        "logits": {name: network(image)[0].tolist() for name, (network, image) in NETWORKS.items()},
        "cases": cases,
    }
    with open(arguments.out, "w", encoding="utf-8") as file:
        json.dump(recording, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
