#!/usr/bin/env bash
# study_cost.sh JOB [ARGUMENT...]: runs a study on the local stack and prints its test accuracy and the CPU
# seconds of its trainers, search and winner together.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$(mktemp)
trap 'rm -f "$out"' EXIT
start=$SECONDS
./lamarck run "$@" | tee "$out"
study=$(sed -n 's/^Winner of \([^:]*\):.*/\1/p' "$out")
home=${LAMARCK_HOME:-.lamarck}

find "$home/artifacts/studies/$study/trials" -name report.jsonl -exec cat {} + |
  awk -v study="$study" -v wall=$((SECONDS - start)) '
    match($0, /"cpuSeconds":[0-9.E-]+/) { cpu += substr($0, RSTART + 13, RLENGTH - 13); slices++ }
    END { printf "%s: %d slices, %.0f CPU seconds of trainers, %d s wall\n", study, slices, cpu, wall }'
./lamarck best "$study"
