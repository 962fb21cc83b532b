"""What durability costs: trials that do nothing, through the whole of Lamarck, beside activities that do nothing.

    durable.py noop     [--trials 3000] [--repetitions 5]  trials against raw Temporal activities, in turns
    durable.py growth   [--trials 100000]                  what a trial costs as a study grows
    durable.py seconds  [--trials 10000]                   trials that sleep for a second

Starts a local stack of its own in target/durable (LAMARCK_HOME overrides) by './lamarck dev up', ends MLflow, and submits
jobs by the command line. Times are those of the workflows as the server has them, from the start of a study to its result;
CPU seconds are those of the processes, user and system. Needs a JDK 25 in JAVA_HOME or on the PATH.
"""

import argparse
import contextlib
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOME = pathlib.Path(os.environ.get("LAMARCK_HOME", ROOT / "target" / "durable"))
FLAGS = ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC", "-Xshare:auto"]
TICK = os.sysconf("SC_CLK_TCK")


def lamarck(*words, attempts=1):
    environment = os.environ | {"LAMARCK_HOME": str(HOME)}
    ended = subprocess.run([ROOT / "lamarck", *words], env=environment, capture_output=True, text=True)
    if ended.returncode != 0 and attempts > 1:
        return lamarck(*words, attempts=attempts - 1)
    if ended.returncode != 0:
        sys.exit(f"lamarck {' '.join(words)}: {ended.stderr}")
    return ended.stdout


def cpu(pid):
    """CPU seconds of a process so far, all threads, user and system."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def load():
    return os.getloadavg()[0]


class Stack:
    """A local stack without MLflow, with so many slots."""

    def __init__(self, slots):
        # Again if another program was faster to take a port: what runs stays.
        lamarck("dev", "up", "--slots", str(slots), attempts=4)
        parts = json.loads(lamarck("dev", "status", "-o", "json"))
        if parts["mlflow"]["running"]:
            os.kill(parts["mlflow"]["pid"], signal.SIGTERM)
        self.address = parts["temporal"]["address"]
        self.pids = {name: parts[name]["pid"] for name in ("temporal", "engine", "worker")}
        self.raw_pids = {"temporal": self.pids["temporal"]}

    @classmethod
    @contextlib.contextmanager
    def of(cls, slots):
        lamarck("dev", "down")
        # Remembered ports may be others' by now.
        (HOME / "stack.json").unlink(missing_ok=True)
        try:
            yield cls(slots)
        finally:
            lamarck("dev", "down")

    @contextlib.contextmanager
    def raw(self, slots):
        """Raw workflows and activities can be run meanwhile."""
        java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java" if "JAVA_HOME" in os.environ else "java"
        parts = [["engine", "-Xmx512m"], ["worker", "-Xmx256m"]]
        logs = HOME / "logs"
        with contextlib.ExitStack() as stack:
            for part, heap in parts:
                log = stack.enter_context(open(logs / f"raw-{part}.log", "w"))
                command = [java, *FLAGS, heap, "-cp", f"{HOME}/app/current/lib/*", ROOT / "benchmarks" / "RawActivities.java"]
                process = subprocess.Popen([*command, part, self.address, str(slots)], stdout=log, stderr=log)
                stack.callback(process.kill)
                self.raw_pids[part] = process.pid
            yield

    def temporal(self, *words):
        command = [HOME / "venv" / "bin" / "temporal", *words, "--address", self.address, "-o", "json"]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        return json.loads(answer) if answer else None

    def seconds(self, workflow):
        """From the start of its first run to the end of its last; waits for that."""
        self.temporal("workflow", "result", "-w", workflow)
        info = self.temporal("workflow", "describe", "-w", workflow)["workflowExecutionInfo"]
        first = self.temporal("workflow", "describe", "-w", workflow, "-r", info["firstRunId"])["workflowExecutionInfo"]
        return instant(info["closeTime"]) - instant(first["startTime"])

    def run_raw(self, name, count, parallel):
        start = ["workflow", "start", "--type", "Raw", "-t", "raw-workflows", "-w", name]
        with Cost(self.raw_pids) as cost:
            self.temporal(*start, "-i", str(count), "-i", str(parallel))
            seconds = self.seconds(name)
        return cost.result(count, seconds)

    def submit(self, name, trials, parallel, seconds=0):
        space = f"space: {{seconds: {{choice: [{seconds}]}}}}\n" if seconds else ""
        job = HOME / f"{name}.yaml"
        job.write_text(
            "apiVersion: lamarck/v1\nkind: Study\n"
            f"name: {name}\n"
            "trainer: {preset: noop}\n"
            f"{space}"
            "sampler: {name: random, seed: 1}\n"
            "pruner: {name: none, max: 1}\n"
            f"budget: {{trials: {trials}, parallel: {parallel}}}\n"
            "winner: {seeds: 0}\n"
        )
        lamarck("submit", str(job))

    def run_study(self, name, trials, parallel, seconds=0):
        with Cost(self.pids) as cost:
            self.submit(name, trials, parallel, seconds)
            wall = self.seconds(f"study/{name}")
        self.forget_publisher(name)
        return cost.result(trials, wall)

    def forget_publisher(self, name):
        """It would wait for MLflow for ever."""
        self.temporal("workflow", "terminate", "-w", f"study/{name}/publish")

    def runs(self, workflow):
        """The server's descriptions of all runs of a workflow, newest first."""
        return self.temporal("workflow", "list", "--query", f'WorkflowId="{workflow}"')


def instant(text):
    import datetime

    return datetime.datetime.fromisoformat(text[:26].rstrip("Z") + "+00:00").timestamp()


class Cost:
    """CPU seconds of processes while something runs."""

    def __init__(self, pids):
        self.pids = pids

    def __enter__(self):
        self.before = {name: cpu(pid) for name, pid in self.pids.items()}
        return self

    def __exit__(self, *_):
        self.spent = {name: cpu(pid) - self.before[name] for name, pid in self.pids.items()}

    def result(self, count, seconds):
        spent = {name: 1000 * cpu_seconds / count for name, cpu_seconds in self.spent.items()}
        return {"rate": count / seconds, "seconds": seconds, "cpu": sum(spent.values()), **spent, "load": load()}


def line(label, result):
    parts = "  ".join(f"{name} {result[name]:5.2f}" for name in ("temporal", "engine", "worker"))
    print(f"{label:18} {result['rate']:7.1f} /s  CPU ms each {result['cpu']:6.2f}: {parts}  load {result['load']:.0f}", flush=True)


def noop(options):
    trials, parallel = options.trials or 3000, options.parallel or 64
    stamp = time.strftime("%H%M%S")
    pairs = []
    with Stack.of(parallel) as stack, stack.raw(parallel):
        stack.run_raw(f"raw-{stamp}-warm", trials, parallel)
        stack.run_study(f"noop-{stamp}-warm", trials, parallel)
        for repetition in range(options.repetitions):
            pair = {}
            sides = [
                ("raw", lambda: stack.run_raw(f"raw-{stamp}-{repetition}", trials, parallel)),
                ("trials", lambda: stack.run_study(f"noop-{stamp}-{repetition}", trials, parallel)),
            ]
            for side, run in sides if repetition % 2 == 0 else reversed(sides):
                pair[side] = run()
                line(f"{side} {repetition}", pair[side])
            pairs.append(pair)
        history(stack, f"study/noop-{stamp}-0", trials)
    for what, unit in (("rate", "/s"), ("cpu", "ms CPU each")):
        raw, ours = (statistics.median(pair[side][what] for pair in pairs) for side in ("raw", "trials"))
        ratios = sorted(pair["trials"][what] / pair["raw"][what] for pair in pairs)
        print(
            f"{what}: raw {raw:.1f}, trials {ours:.1f} {unit}; ratio of each pair: "
            f"median {statistics.median(ratios):.2f}, from {ratios[0]:.2f} to {ratios[-1]:.2f}"
        )


def history(stack, workflow, trials):
    size = sum(int(run.get("historySizeBytes", 0)) for run in stack.runs(workflow))
    events = sum(int(run.get("historyLength", 0)) for run in stack.runs(workflow))
    print(f"{workflow}: {size / trials / 1024:.2f} KB and {events / trials:.2f} events of history a trial")


def growth(options):
    """CPU milliseconds of a trial, for each tenth of a study, and of a study of a hundredth of its trials beside it."""
    trials, parallel = options.trials or 100_000, options.parallel or 64
    stamp = time.strftime("%H%M%S")
    with Stack.of(parallel) as stack:
        stack.run_study(f"warm-{stamp}", 3000, parallel)
        small = [stack.run_study(f"small-{stamp}-{i}", trials // 100, parallel) for i in range(5)]
        for i, result in enumerate(small):
            line(f"{trials // 100} trials, {i}", result)
        name = f"large-{stamp}"
        watcher = Windows(stack, name, trials)
        with watcher:
            large = stack.run_study(name, trials, parallel)
        line(f"{trials} trials", large)
        for part in ("engine", "temporal"):
            print(part, "each tenth:", " ".join(f"{window[part]:.2f}" for window in watcher.windows))
        each = [result["engine"] + result["temporal"] for result in small]
        print(
            f"engine and server, ms CPU a trial: {statistics.median(each):.2f} (median of 5) at {trials // 100}, "
            f"{large['engine'] + large['temporal']:.2f} at {trials}"
        )
        history(stack, f"study/{name}", trials)


class Windows:
    """Reads the CPU time of the engine and the server at each tenth of a study."""

    def __init__(self, stack, name, trials):
        self.stack, self.name, self.trials = stack, name, trials
        self.windows = []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def watch(self):
        ledger = HOME / "artifacts" / "studies" / self.name / "ledger"
        done = marked = 0
        read = set()
        last = self.now()
        while not self.ended.wait(1):
            # Segments are written once; a trial's last record says that it is done.
            for segment in sorted(set(ledger.glob("*.jsonl")) - read):
                read.add(segment)
                done += segment.read_text().count('"state":"COMPLETED"')
            if done - marked >= self.trials // 10:
                now = self.now()
                each = {part: 1000 * (now[part] - last[part]) / (done - marked) for part in now}
                self.windows.append(each)
                print(f"{done} trials: {each}, load {load():.0f}", flush=True)
                last, marked = now, done

    def now(self):
        return {part: cpu(self.stack.pids[part]) for part in ("engine", "temporal")}


def seconds(options):
    trials, parallel = options.trials or 10_000, options.parallel or 16
    name = "seconds-" + time.strftime("%H%M%S")
    with Stack.of(parallel) as stack:
        stack.run_study(f"{name}-warm", 100, parallel)
        result = stack.run_study(name, trials, parallel, 1)
        ideal = trials / parallel
        line(name, result)
        print(f"{trials} trials of a second on {parallel} slots: {result['seconds']:.0f} s, ideal {ideal:.0f} s")
        history(stack, f"study/{name}", trials)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["noop", "growth", "seconds"])
    parser.add_argument("--trials", type=int)
    parser.add_argument("--parallel", type=int)
    parser.add_argument("--repetitions", type=int, default=5)
    options = parser.parse_args()
    {"noop": noop, "growth": growth, "seconds": seconds}[options.what](options)


if __name__ == "__main__":
    sys.exit(main())
