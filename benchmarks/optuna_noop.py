"""Trials that do nothing in Optuna, whose record outlives the process: the neighbour of 'durable.py noop'.

    optuna_noop.py [--trials 3000] [--repetitions 3] [--folder FOLDER]

One study a measurement, random sampler, a float in [-1, 1] twice as Lamarck's noop trainer has, an objective that computes a
formula. Storages: a journal file with 4 processes and with 1, SQLite with 1 process and with 4. Measured from the moment when
all processes have imported Optuna and opened the storage; CPU seconds are those of all processes together.
"""

import argparse
import multiprocessing
import os
import pathlib
import statistics
import tempfile
import time

import optuna

PROCESSES = {"journal-4": 4, "journal-1": 1, "sqlite-1": 1, "sqlite-4": 4}


def storage(kind, folder):
    if kind.startswith("journal"):
        backend = optuna.storages.journal.JournalFileBackend(str(folder / "journal.log"))
        return optuna.storages.JournalStorage(backend)
    return optuna.storages.RDBStorage(f"sqlite:///{folder}/study.db", engine_kwargs={"connect_args": {"timeout": 100}})


def objective(trial):
    x, y = trial.suggest_float("x", -1, 1), trial.suggest_float("y", -1, 1)
    return (x - 0.3) ** 2 + (y - 0.7) ** 2


def work(kind, folder, seed, trials, ready, spent):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.load_study(
        study_name="noop", storage=storage(kind, folder), sampler=optuna.samplers.RandomSampler(seed=seed)
    )
    ready.wait()
    before = time.process_time()
    study.optimize(objective, n_trials=trials)
    spent.put(time.process_time() - before)


def measure(kind, trials, root):
    count = PROCESSES[kind]
    with tempfile.TemporaryDirectory(dir=root) as name:
        folder = pathlib.Path(name)
        study = optuna.create_study(study_name="noop", storage=storage(kind, folder))
        context = multiprocessing.get_context("spawn")
        ready, spent = context.Barrier(count + 1), context.Queue()
        processes = [
            context.Process(target=work, args=(kind, folder, seed, trials // count, ready, spent)) for seed in range(count)
        ]
        for process in processes:
            process.start()
        ready.wait()
        start = time.monotonic()
        cpu = sum(spent.get() for _ in processes)
        seconds = time.monotonic() - start
        for process in processes:
            process.join()
        done = len(study.get_trials(deepcopy=False, states=[optuna.trial.TrialState.COMPLETE]))
    assert done == trials // count * count, f"{kind}: {done} trials"
    return done / seconds, 1000 * cpu / done


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=3000)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--folder", default=None, help="where the storages are; on the disk that is to be measured")
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    print(f"optuna {optuna.__version__}, {options.trials} trials")
    results = {kind: [] for kind in PROCESSES}
    for repetition in range(options.repetitions):
        for kind in PROCESSES:
            rate, cpu = measure(kind, options.trials, options.folder)
            results[kind].append((rate, cpu))
            print(f"{kind:10} {repetition}  {rate:7.1f} /s  CPU ms each {cpu:6.2f}  load {os.getloadavg()[0]:.0f}", flush=True)
    for kind, measured in results.items():
        rate, cpu = (statistics.median(values) for values in zip(*measured))
        print(f"{kind:10} median  {rate:7.1f} /s  CPU ms each {cpu:6.2f}")


if __name__ == "__main__":
    main()
