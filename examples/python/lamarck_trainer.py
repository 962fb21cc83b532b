"""What a Python trainer needs of Lamarck, in one file and without a library.

    from lamarck_trainer import Trial

    trial = Trial()                                     # what the worker asks for
    model = Model(**trial.parameters)
    if trial.checkpoint_in:                             # go on where an earlier slice ended
        model.load(trial.checkpoint_in / "model.json")
    for step in trial.steps():                          # ends early when the worker asks for it
        model.train_one_epoch()
        trial.report(step, val_accuracy=model.accuracy())
    model.save(trial.checkpoint_out / "model.json")     # only if the job says checkpoints: true
    trial.finish()

What is printed is the trial's log. An exception that nobody catches fails the trial, with the traceback in the log.
"""

import json
import os
import signal
import struct
import sys
import time
from datetime import datetime, timezone
from pathlib import Path


class Trial:
    """A slice of one trial: the steps after `after`, up to and including `to`.

    parameters: the configuration to try, by name.
    seed: of everything random.
    checkpoint_in: folder of an earlier slice to go on from; None at the beginning.
    checkpoint_out: folder to leave a checkpoint in.
    artifacts: folder whose files are kept with the trial.
    data: paths of the training and validation split; None if the job has no data.
    """

    def __init__(self):
        self.request = json.loads(Path(os.environ["LAMARCK_REQUEST"]).read_text())
        self.parameters = self.request["parameters"]
        self.seed = self.request["seed"]
        self.after = self.request["after"]
        self.to = self.request["to"]
        self.data = self.request["data"]
        came_from = os.environ.get("LAMARCK_CHECKPOINT_IN")
        self.checkpoint_in = Path(came_from) if came_from else None
        self.checkpoint_out = Path(os.environ["LAMARCK_CHECKPOINT_OUT"])
        self.artifacts = Path(os.environ["LAMARCK_ARTIFACTS"])
        self.step = self.after
        self._report = Path(os.environ["LAMARCK_REPORT"])
        self._asked = False
        self._ended = False
        deadline = self.request.get("deadline")
        seconds = (_instant(deadline) - datetime.now(timezone.utc)).total_seconds() if deadline else float("inf")
        self._end = time.monotonic() + seconds
        self._can_yield = deadline is not None
        if self._can_yield:
            signal.signal(signal.SIGTERM, self._on_term)
        sys.excepthook = self._on_error

    def steps(self):
        """The numbers of the steps to do. At least one; no more once the worker asks for a checkpoint or time is up."""
        for step in range(self.after + 1, self.to + 1):
            if step > self.after + 1 and self.should_yield():
                return
            yield step

    def should_yield(self):
        """Whether the slice is to end with a checkpoint."""
        return self._can_yield and (self._asked or time.monotonic() > self._end)

    def report(self, step, **metrics):
        """Tells what a step came to. Metrics are finite numbers; others fail the trial as diverged."""
        self.step = step
        self._append({"step": step, "metrics": {name: float(value) for name, value in metrics.items()}})

    def progress(self):
        """A sign of life, for steps that take minutes."""
        self._append({"progress": {"step": self.step}})

    def finish(self):
        """Tells that all steps are done, or that the slice ended early. To be called last, after the checkpoint."""
        self._end_with({"done": True} if self.step >= self.to else {"yielded": True, "step": self.step})

    def fail(self, failure, message):
        """Fails the trial: OUT_OF_MEMORY, DIVERGED, INVALID_CONFIGURATION, DATA, USER_CODE ..."""
        self._end_with({"failed": failure, "message": message})

    def _end_with(self, line):
        if not self._ended:
            self._ended = True
            self._append(line)

    def _append(self, line):
        line["time"] = time.time_ns() // 1_000_000
        with self._report.open("a") as report:
            report.write(json.dumps(line) + "\n")

    def _on_term(self, _signal, _frame):
        self._asked = True

    def _on_error(self, kind, error, trace):
        sys.__excepthook__(kind, error, trace)
        if issubclass(kind, MemoryError) or kind.__name__ == "OutOfMemoryError":
            self.fail("OUT_OF_MEMORY", f"{kind.__name__}: {error}")
        else:
            self.fail("USER_CODE", f"{kind.__name__}: {error}")


def read_split(path):
    """A split as the worker gives it: rows of numbers from 0 to 255, and their labels (a safetensors file)."""
    content = Path(path).read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length])
    body = memoryview(content)[8 + length :]

    def tensor(name):
        begin, end = header[name]["data_offsets"]
        return header[name]["shape"], body[begin:end]

    shape, pixels = tensor("images")
    width = 1
    for size in shape[1:]:
        width *= size
    rows = [list(pixels[row * width : (row + 1) * width]) for row in range(shape[0])]
    labels = [label for (label,) in struct.iter_unpack("<q", tensor("labels")[1])]
    return rows, labels


def _instant(text):
    # Python before 3.11 knows neither the Z nor more than six digits of a second.
    seconds = text.rstrip("Z").split(".")[0]
    return datetime.fromisoformat(seconds).replace(tzinfo=timezone.utc)
