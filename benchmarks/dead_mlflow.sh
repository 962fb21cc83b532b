#!/usr/bin/env bash
# dead_mlflow.sh [MINUTES_OF_STUDY [MINUTES_OF_DEATH]]: kills the MLflow of the local stack, runs a study meanwhile, starts
# MLflow again, and says when the study ended, when it was recorded, and what differs from the ledger.
set -euo pipefail
cd "$(dirname "$0")/.."
export LAMARCK_HOME=${LAMARCK_HOME:-$PWD/.lamarck}
study=outage-$(date +%s)
job=(examples/digits.yaml --set "name=$study" --set budget.trials=100000 --set "budget.wallClock=${1:-5}m" --set winner.seeds=1)

./lamarck dev up >&2
mlflow() { ./lamarck dev status -o json | sed -n "/\"mlflow\" *:/,/}/s/.*\"$1\" *: *\"\{0,1\}\([^\",]*\).*/\1/p"; }
pid=$(mlflow pid)
kill -9 "$pid"
began=$SECONDS
./lamarck submit "${job[@]}" >&2
./lamarck wait "$study" --timeout $((${1:-5} * 120)) >&2
printf 'the study ended after %d s\n' $((SECONDS - began))
! kill -0 "$pid" 2>/dev/null || { echo 'MLflow was alive' >&2; exit 1; }
sleep $((began + ${2:-10} * 60 - SECONDS > 0 ? began + ${2:-10} * 60 - SECONDS : 0))

./lamarck dev up >&2
back=$SECONDS
until ./lamarck run "${job[@]}" >&2; do :; done
printf 'MLflow was back after %d s and had all of it %d s later\n' $((back - began)) $((SECONDS - back))
./lamarck trial list "$study" -o json |
  "$LAMARCK_HOME/venv/bin/python" benchmarks/dead_mlflow.py "$(mlflow uri)" "$study"
