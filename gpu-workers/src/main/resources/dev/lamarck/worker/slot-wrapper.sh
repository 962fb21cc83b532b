#!/usr/bin/env bash
# slot-wrapper.sh LOCK GRACE_SECONDS LEASE_SECONDS lines|signals COMMAND...
# Runs a trainer in a session of its own for as long as the worker wants it. Standard input is the line to the worker:
#   lease N   without a line for N seconds the trainer is ended: the worker may be stopped, and the trial elsewhere by now;
#             0 waits for ever; the third argument is the lease at the beginning
#   yield     TERM to the trainer
#   leave     the trainer is about to end by itself: it is waited for, at most for the grace time
#   kill      KILL, at once
#   others    are passed on to a trainer that reads lines
# When the input or the lease ends, the trainer gets TERM and, after the grace time, KILL, as does all that it started. The
# lock is held until the last process of the trainer is gone. Exit 75: the lock is held by another; else as the trainer.
set -u
lock=$1 grace=$2 lease=$3 mode=$4
shift 4
trap : INT HUP TERM

exec 9>"$lock"
if command -v flock >/dev/null; then
  flock -n 9 || exit 75
fi

# Where the system can, the trainer dies with this script, whatever kills it.
if setpriv --pdeathsig KILL true 2>/dev/null; then
  set -- setpriv --pdeathsig KILL -- "$@"
fi
if command -v setsid >/dev/null; then
  set -- setsid "$@"
else
  set -m
fi

if [[ $mode == lines ]]; then
  pipe=$lock.in
  rm -f "$pipe"
  mkfifo -m 600 "$pipe" || exit 70
  "$@" <"$pipe" &
  trainer=$!
  exec 8>"$pipe"
else
  "$@" </dev/null &
  trainer=$!
  exec 8>/dev/null
fi
# A trainer that is gone must not end this script before its descendants.
trap '' PIPE
# What the shell has to say of its children is not for the trainer's log.
exec 7>&2 2>/dev/null

# Waits until the trainer is gone, at most for the grace time.
await() {
  local i
  for ((i = 0; i < grace * 20; i++)); do
    kill -0 "$trainer" || return
    sleep 0.05
  done
}

# Seconds are counted, not read from a clock: clocks jump.
quiet=0 line=
while kill -0 "$trainer"; do
  if IFS= read -r -t 1 part; then
    quiet=0
    line=$line$part
    case $line in
      'lease '*) lease=${line#lease } ;;
      yield) kill -TERM "$trainer" ;;
      leave)
        await
        break
        ;;
      kill)
        kill -KILL -- "-$trainer"
        break
        ;;
      *) printf '%s\n' "$line" >&8 ;;
    esac
    line=
  elif (($? > 128)); then
    line=$line$part
    if ((lease > 0 && ++quiet >= lease)); then
      echo "The worker gave no sign for $lease s: the trainer is ended." >&7
      break
    fi
  else
    break
  fi
done
exec 8>&-

if kill -0 "$trainer"; then
  kill -TERM -- "-$trainer"
  await
fi
kill -KILL -- "-$trainer"
wait "$trainer"
