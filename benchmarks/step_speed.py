"""CPU time per training sample of Lamarck's compiled step and of eager PyTorch. Run it by step_speed.sh.

Both sides stay in memory and take turns, so that what else the machine does hits both alike. Each measurement trains whole
epochs on one thread: the order drawn, rows gathered and standardised, forward, backward, Adam.
"""

import argparse
import os
import statistics
import subprocess
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

COMPILED = "Lamarck, compiled step"
EAGER = "eager, default Adam"
FUSED = "eager, fused Adam"
FUSED_CHANNELS_LAST = "eager, fused Adam, channels last"

# preset: (batch size, epochs a measurement, what is compared with the compiled step)
CASES = {
    "mlp-128": (128, 20, [EAGER, FUSED]),
    "cnn-32-64": (64, 1, [EAGER, FUSED, FUSED_CHANNELS_LAST]),
}


def network(preset):
    if preset == "mlp-128":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(3136, 10),
    )


class Eager:
    """The training loop that a PyTorch user would write on data in memory."""

    def __init__(self, preset, kind, pixels, labels):
        self.batch, self.epochs, _ = CASES[preset]
        self.format = torch.channels_last if kind == FUSED_CHANNELS_LAST else torch.contiguous_format
        self.network = network(preset).to(memory_format=self.format)
        fused = {} if kind == EAGER else {"fused": True}
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=1e-3, weight_decay=1e-4, **fused)
        self.pixels, self.labels = pixels, labels
        self.mean, self.std = pixels.float().mean().item(), pixels.float().std().item()

    def epoch(self):
        order = torch.randperm(len(self.pixels))
        for rows in order.split(self.batch):
            images = self.pixels[rows].to(torch.float32, memory_format=self.format).sub_(self.mean).div_(self.std)
            loss = functional.cross_entropy(self.network(images), self.labels[rows])
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()

    def measure(self):
        begin = time.process_time()
        for _ in range(self.epochs):
            self.epoch()
        return (time.process_time() - begin) * 1e6 / (self.epochs * len(self.pixels))


class Compiled:
    """The process of StepSpeed.java."""

    def __init__(self, process, preset):
        batch, epochs, _ = CASES[preset]
        self.process, self.line = process, f"{preset} {batch} {epochs}\n"

    def measure(self):
        self.process.stdin.write(self.line)
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit("The Java side ended; its message is above.")
        return int(answer) / 1e3


def compare(preset, sides, repetitions):
    for side in sides.values():
        side.measure()
    times = {name: [] for name in sides}
    for repetition in range(repetitions):
        turn = list(sides) if repetition % 2 == 0 else list(reversed(sides))
        for name in turn:
            times[name].append(sides[name].measure())
    batch, _, _ = CASES[preset]
    print(f"\n{preset}, 28 x 28, batch {batch}, {repetitions} repetitions")
    print(f"{'':34}{'us/sample':>10}{'min to max':>18}{'times Lamarck':>15}{'min to max':>16}")
    for name, values in times.items():
        ratios = [value / base for value, base in zip(values, times[COMPILED])]
        print(
            f"{name:34}{statistics.median(values):10.1f}{min(values):9.1f} to{max(values):6.1f}"
            f"{statistics.median(ratios):15.2f}{min(ratios):8.2f} to{max(ratios):5.2f}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="training split of mnist-10k, as 'lamarck data export' writes it")
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("java", nargs="+", help="the command that starts StepSpeed.java")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    with numpy.load(arguments.data) as arrays:
        pixels = torch.from_numpy(arrays["input"].astype(numpy.uint8))
        labels = torch.from_numpy(arrays["label"])
    print(f"torch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}, {os.cpu_count()} cores, 1 thread")
    with subprocess.Popen(arguments.java, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for preset, (_, _, kinds) in CASES.items():
            sides = {COMPILED: Compiled(process, preset)}
            sides |= {kind: Eager(preset, kind, pixels, labels) for kind in kinds}
            compare(preset, sides, arguments.repetitions)
        process.stdin.close()


if __name__ == "__main__":
    main()
