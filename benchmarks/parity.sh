#!/usr/bin/env bash
# Compares figures of Lamarck with those of a Python library: parity.sh gate (SciPy), parity.sh importance (Optuna).
# PYTHON names a Python that has the library, JAVA_HOME a JDK 25; further arguments go to the Python script.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
python=${PYTHON:-python3}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
export LAMARCK_HOME=${LAMARCK_HOME:-$root/.lamarck}
what=${1:?which comparison: gate or importance}
shift

"$root/lamarck" --version >&2

# As the lamarck script sets them.
flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable -Xlog:all=error:stderr)

exec "$python" "$here/${what}_parity.py" "$@" -- \
  "$java" "${flags[@]}" -cp "$LAMARCK_HOME/app/current/lib/*" "$here/Parity.java"
