"""Compares the gate's p-values with SciPy's, and its simulated years with their exact chance. Run it by parity.sh gate."""

import argparse
import json
import math
import subprocess

import scipy
from scipy import stats

# rows on which just one model is right: all splits of the small ones, a few of the large
SMALL = range(0, 101)
LARGE = [500, 1000, 10_000, 100_000, 1_000_000, 10_000_000]
DEVIATIONS = [-6, -3, -1, -0.1, 0, 0.1, 1, 2, 3, 3.7, 5, 8, 12, 20]
ALPHA, HORIZON, MIN_EFFECT = 0.05, 365, 0.002
SIMULATIONS = [
    {"years": 2000, "nights": 365, "gain": 0.0, "rows": 10_000, "disagreement": 0.05},
    {"years": 2000, "nights": 365, "gain": 0.0, "rows": 1_000, "disagreement": 0.1},
    {"years": 2000, "nights": 365, "gain": 0.0, "rows": 100_000, "disagreement": 0.02},
    {"years": 2000, "nights": 3, "gain": 0.01, "rows": 10_000, "disagreement": 0.05},
    {"years": 2000, "nights": 3, "gain": 0.005, "rows": 10_000, "disagreement": 0.05},
    {"years": 2000, "nights": 1, "gain": 0.01, "rows": 10_000, "disagreement": 0.05},
]


def ask(process, question):
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise SystemExit("The Java side ended; its message is above.")
    return json.loads(line)


def grid():
    pairs = [(rows - right, right) for rows in SMALL for right in range(rows + 1)]
    for rows in LARGE:
        for deviation in DEVIATIONS:
            right = min(rows, max(0, round(rows / 2 + deviation * math.sqrt(rows) / 2)))
            pairs.append((rows - right, right))
    return pairs


def compare_p_values(process):
    pairs = grid()
    ours = ask(process, {"counts": pairs})["answer"]
    absolute = relative = 0.0
    for (champion, challenger), value in zip(pairs, ours):
        rows = champion + challenger
        # SciPy tests nothing on no rows; the p-value is 1 by its meaning.
        theirs = stats.binomtest(challenger, rows, 0.5, "greater").pvalue if rows else 1.0
        absolute = max(absolute, abs(value - theirs))
        if theirs > 1e-300:
            relative = max(relative, abs(value - theirs) / theirs)
    print(f"{len(pairs)} p-values: largest difference {absolute:.2g}, relative {relative:.2g} (above 1e-300)")


def chance_of_a_year(setting):
    """The exact chance that a year has a promotion, by SciPy's distributions alone."""
    rows, share = setting["rows"], 0.5 + setting["gain"] / (2 * setting["disagreement"])
    discordant = stats.binom(rows, setting["disagreement"])
    night = 0.0
    for count in range(int(discordant.ppf(1e-12)), int(discordant.isf(1e-12)) + 1):
        critical = int(stats.binom.isf(ALPHA / HORIZON, count, 0.5)) + 1
        critical = max(critical, math.ceil(round((count + MIN_EFFECT * rows) / 2, 6)))
        night += discordant.pmf(count) * stats.binom.sf(critical - 1, count, share)
    return 1 - (1 - night) ** setting["nights"]


def compare_simulations(process):
    print(f"\n{'nights':>6}{'gain':>7}{'rows':>8}{'disagree':>10}{'years hit':>11}{'share':>8}{'exact':>8}{'z':>6}{'CPU s':>7}")
    for setting in SIMULATIONS:
        reply = ask(process, setting)
        result, years = reply["answer"], setting["years"]
        exact = chance_of_a_year(setting)
        z = (result["shareOfYears"] - exact) / math.sqrt(exact * (1 - exact) / years)
        print(
            f"{setting['nights']:6}{setting['gain']:7}{setting['rows']:8}{setting['disagreement']:10}"
            f"{result['yearsWithPromotion']:11}{result['shareOfYears']:8.4f}{exact:8.4f}{z:6.1f}{reply['cpuSeconds']:7.2f}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("java", nargs="+", help="the command that starts Parity.java")
    arguments = parser.parse_args()
    print(f"scipy {scipy.__version__}")
    with subprocess.Popen(arguments.java, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        compare_p_values(process)
        compare_simulations(process)
        process.stdin.close()


if __name__ == "__main__":
    main()
