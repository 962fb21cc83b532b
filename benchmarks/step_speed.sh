#!/usr/bin/env bash
# Compares the CPU time of a training step with eager PyTorch's. PYTHON names a Python that has torch and numpy,
# JAVA_HOME a JDK 25; the arguments go to step_speed.py.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
python=${PYTHON:-python3}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
export LAMARCK_HOME=${LAMARCK_HOME:-$root/.lamarck}

# Both sides as the lamarck script sets them.
export OMP_WAIT_POLICY=PASSIVE GOMP_SPINCOUNT=0
export DJL_CACHE_DIR=${DJL_CACHE_DIR:-$LAMARCK_HOME/djl} DJL_OFFLINE=true OPT_OUT_TRACKING=true
flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable -Xlog:all=error:stderr
  -Dai.djl.pytorch.num_threads=1 -Dai.djl.pytorch.num_interop_threads=1)

data=$LAMARCK_HOME/mnist-10k-train.npz
"$root/lamarck" data export mnist-10k --split train -f "$data" >&2

"$python" "$here/step_speed.py" --data "$data" "$@" -- \
  "$java" "${flags[@]}" -cp "$LAMARCK_HOME/app/current/lib/*" "$here/StepSpeed.java"
