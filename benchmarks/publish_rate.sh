#!/usr/bin/env bash
# publish_rate.sh [TRIALS [ROUNDS]]: how fast PublishWorkflow writes a study's ledger into the MLflow of the local stack,
# beside raw REST calls with the same content. JAVA_HOME names a JDK 25.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
export LAMARCK_HOME=${LAMARCK_HOME:-$root/.lamarck}

"$root/lamarck" dev up >&2
status=$("$root/lamarck" dev status -o json)
# A field of a part in dev status.
field() { sed -n "/\"$1\" *:/,/}/s/.*\"$2\" *: *\"\{0,1\}\([^\",]*\).*/\1/p" <<<"$status"; }

# As the lamarck script sets them.
flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC)

exec "$java" "${flags[@]}" -cp "$LAMARCK_HOME/app/current/lib/*" "$here/PublishRate.java" \
  "$(field temporal address)" "$(field mlflow uri)" "$(field mlflow pid)" "$LAMARCK_HOME/artifacts" \
  "${1:-200}" "${2:-5}"
