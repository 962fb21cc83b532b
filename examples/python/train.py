"""Softmax regression on handwritten digits, by hand: a trainer in plain Python, without any library."""

import json
import math
import random

from lamarck_trainer import Trial, read_split

CLASSES = 10


def scores(weights, row):
    return [sum(w * x for w, x in zip(of_class, row)) + of_class[-1] for of_class in weights]


def probabilities(values):
    largest = max(values)
    powers = [math.exp(value - largest) for value in values]
    total = sum(powers)
    return [power / total for power in powers]


def train_epoch(weights, rows, labels, rate, decay, order):
    loss = 0.0
    for index in order:
        row, label = rows[index], labels[index]
        share = probabilities(scores(weights, row))
        loss -= math.log(max(share[label], 1e-12))
        for k, of_class in enumerate(weights):
            slope = share[k] - (1.0 if k == label else 0.0)
            if abs(slope) > 1e-3:
                for i, x in enumerate(row):
                    if x:
                        of_class[i] -= rate * (slope * x + decay * of_class[i])
                of_class[-1] -= rate * slope
    return loss / len(rows)


def accuracy(weights, rows, labels):
    right = 0
    for row, label in zip(rows, labels):
        values = scores(weights, row)
        right += values.index(max(values)) == label
    return right / len(rows)


def main():
    trial = Trial()
    rate, decay = trial.parameters["learning_rate"], trial.parameters["weight_decay"]
    rows, labels = read_split(trial.data["train"])
    validation, truth = read_split(trial.data["validation"])
    scale = max(max(row) for row in rows)
    rows = [[x / scale for x in row] for row in rows]
    validation = [[x / scale for x in row] for row in validation]

    if trial.checkpoint_in:
        weights = json.loads((trial.checkpoint_in / "weights.json").read_text())
    else:
        weights = [[0.0] * (len(rows[0]) + 1) for _ in range(CLASSES)]
    for step in trial.steps():
        # From seed and step alone, so that a trial that was interrupted comes to the same end.
        order = random.Random(trial.seed * 1_000_003 + step).sample(range(len(rows)), len(rows))
        loss = train_epoch(weights, rows, labels, rate, decay, order)
        trial.report(step, train_loss=loss, val_accuracy=accuracy(weights, validation, truth))
        print(f"epoch {step}: loss {loss:.4f}")
    (trial.checkpoint_out / "weights.json").write_text(json.dumps(weights))
    trial.finish()


if __name__ == "__main__":
    main()
