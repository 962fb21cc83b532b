#!/usr/bin/env bash
# slot-wrapper.sh LOCK GRACE_SECONDS COMMAND...
# Runs a trainer in a session of its own for as long as the worker lives. Standard input is the line to the worker: what
# comes is passed on; when it ends, the trainer gets TERM and, after the grace time, KILL. The lock is held until the last
# process of the trainer is gone. Exit 75: the lock is held by another.
set -u
lock=$1 grace=$2
shift 2
trap : INT HUP TERM

exec 9>"$lock"
if command -v flock >/dev/null; then
  flock -n 9 || exit 75
fi

pipe=$lock.in
rm -f "$pipe"
mkfifo -m 600 "$pipe" || exit 70
if command -v setsid >/dev/null; then
  setsid "$@" <"$pipe" &
else
  set -m
  "$@" <"$pipe" &
fi
trainer=$!
exec 8>"$pipe"

line=
while :; do
  if IFS= read -r -t 1 part; then
    printf '%s%s\n' "$line" "$part" >&8
    line=
  elif (($? > 128)); then
    line=$line$part
    kill -0 "$trainer" 2>/dev/null || break
  else
    break
  fi
done
exec 8>&-

if kill -0 "$trainer" 2>/dev/null; then
  kill -TERM -- "-$trainer" 2>/dev/null
  for ((i = 0; i < grace * 10; i++)); do
    kill -0 "$trainer" 2>/dev/null || break
    sleep 0.1
  done
fi
kill -KILL -- "-$trainer" 2>/dev/null
wait "$trainer"
