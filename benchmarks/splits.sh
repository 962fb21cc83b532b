#!/usr/bin/env bash
# splits.sh JOB STUDY: trains the configuration of a study's winner anew on the seeded splits 1 to 5 and prints the test
# accuracy of each and their mean.
set -euo pipefail
cd "$(dirname "$0")/.."

for split in 1 2 3 4 5; do
  ./lamarck trial run "$1" --from "$2" --set data.split=$split --seed 1 --test -o json 2>/dev/null |
    sed -n 's/.*"test_accuracy" : \([0-9.]*\).*/\1/p'
done | awk '{ printf "split %d: test accuracy %.4f\n", NR, $1; sum += $1 } END { printf "mean over %d splits: %.4f\n", NR, sum / NR }'
