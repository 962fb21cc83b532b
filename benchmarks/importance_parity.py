"""Compares the importance of parameters with Optuna's PED-ANOVA on the same trials. Run it by parity.sh importance."""

import argparse
import json
import math
import random
import statistics
import subprocess
import time
import warnings

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

SPACE = {
    "a": FloatDistribution(0, 1),
    "b": FloatDistribution(-5, 5),
    "c": FloatDistribution(0, 1),
    "rate": FloatDistribution(1e-5, 1e-1, log=True),
    "decay": FloatDistribution(1e-6, 1e-2, log=True),
    "layers": IntDistribution(1, 7),
    "wide": IntDistribution(0, 1000),
    "units": IntDistribution(8, 512, log=True),
    "optimizer": CategoricalDistribution(["sgd", "adam", "lamb", "rmsprop"]),
    "norm": CategoricalDistribution([False, True]),
}
MOMENTUM = FloatDistribution(0, 0.99)
COUNTS = [10, 30, 100, 300, 1000]


def parameter(name, distribution):
    """The distribution as a Lamarck parameter in JSON."""
    if isinstance(distribution, CategoricalDistribution):
        return {"type": "choice", "name": name, "choices": list(distribution.choices)}
    kind = "int" if isinstance(distribution, IntDistribution) else "float"
    return {"type": kind, "name": name, "low": distribution.low, "high": distribution.high, "log": distribution.log}


def draw(generator, distribution):
    if isinstance(distribution, CategoricalDistribution):
        return generator.choice(distribution.choices)
    low, high = distribution.low, distribution.high
    value = math.exp(generator.uniform(math.log(low), math.log(high))) if distribution.log else generator.uniform(low, high)
    return round(value) if isinstance(distribution, IntDistribution) else min(max(value, low), high)


def loss(values):
    return (
        math.sin(6 * values["a"])
        + 0.03 * values["b"]
        + 0.3 * abs(math.log10(values["rate"]) + 3)
        + 0.05 * values["layers"]
        + 0.0002 * values["wide"]
        + 0.05 * math.log2(values["units"])
        + (0.3 if values["optimizer"] == "lamb" else 0)
        + 0.5 * values.get("momentum", 0.5)
    )


def study_of(count, seed, conditional=False):
    generator = random.Random(seed)
    trials = []
    for _ in range(count):
        values = {name: draw(generator, distribution) for name, distribution in SPACE.items()}
        distributions = dict(SPACE)
        if conditional and values["optimizer"] == "sgd":
            values["momentum"] = draw(generator, MOMENTUM)
            distributions["momentum"] = MOMENTUM
        trials.append(optuna.create_trial(params=values, distributions=distributions, value=loss(values)))
    study = optuna.create_study()
    study.add_trials(trials)
    return study


class Lamarck:
    """The process of Parity.java."""

    def __init__(self, process):
        self.process = process

    def importance(self, study, repeat=1):
        space = [parameter(name, distribution) for name, distribution in SPACE.items()]
        if any("momentum" in trial.params for trial in study.trials):
            space.append(parameter("momentum", MOMENTUM))
        best_first = [trial.params for trial in sorted(study.trials, key=lambda trial: trial.value)]
        self.process.stdin.write(json.dumps({"space": space, "bestFirst": best_first, "repeat": repeat}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("The Java side ended; its message is above.")
        reply = json.loads(line)
        return reply["answer"], reply["cpuSeconds"]


def optuna_importance(study):
    begin = time.process_time()
    importance = optuna.importance.get_param_importances(study)
    return importance, time.process_time() - begin


def largest_difference(ours, theirs):
    assert ours.keys() == theirs.keys(), (ours, theirs)
    return max(abs(ours[name] - theirs[name]) for name in ours)


def compare_figures(lamarck, seeds):
    for count in COUNTS:
        differences, same_order = [], 0
        for seed in range(seeds):
            study = study_of(count, seed)
            ours, theirs = lamarck.importance(study)[0], optuna_importance(study)[0]
            differences.append(largest_difference(ours, theirs))
            same_order += list(ours) == list(theirs)
        print(
            f"{count:5} trials, {len(SPACE)} parameters, {seeds} studies: largest difference {max(differences):.2g}, "
            f"same order in {same_order}"
        )


def compare_conditional(lamarck, seeds):
    differences = []
    for seed in range(seeds):
        study = study_of(1000, seed, conditional=True)
        ours, theirs = lamarck.importance(study)[0], optuna_importance(study)[0]
        differences.append(largest_difference(ours, theirs))
    print(
        f" 1000 trials, one parameter in a quarter of them: largest difference "
        f"{max(differences):.2g}; the last study has it at {ours['momentum']:.4f}, Optuna at {theirs['momentum']:.4f}"
    )


def compare_time(lamarck, repetitions):
    times = {"Lamarck": [], "Optuna": []}
    study = study_of(1000, 0)
    for _ in range(repetitions):
        times["Lamarck"].append(lamarck.importance(study, repeat=50)[1])
        times["Optuna"].append(optuna_importance(study)[1])
    print(f"CPU milliseconds for 1000 trials of {len(SPACE)} parameters, {repetitions} repetitions in turns")
    for name, values in times.items():
        print(f"{name:8} median {statistics.median(values) * 1e3:7.2f}, {min(values) * 1e3:.2f} to {max(values) * 1e3:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="studies of each size")
    parser.add_argument("--repetitions", type=int, default=15)
    parser.add_argument("java", nargs="+", help="the command that starts Parity.java")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    print(f"optuna {optuna.__version__}")
    with subprocess.Popen(arguments.java, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        lamarck = Lamarck(process)
        print(f"first call in a fresh process: {lamarck.importance(study_of(1000, 0))[1] * 1e3:.1f} CPU milliseconds")
        compare_figures(lamarck, arguments.seeds)
        compare_conditional(lamarck, arguments.seeds)
        compare_time(lamarck, arguments.repetitions)
        process.stdin.close()


if __name__ == "__main__":
    main()
