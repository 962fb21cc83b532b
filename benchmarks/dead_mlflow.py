"""Compares the trials of a study, as `lamarck trial list STUDY -o json` writes them, with the runs that MLflow has."""

import json
import sys
import urllib.request

STATUS = {"COMPLETED": "FINISHED", "PRUNED": "FINISHED", "FAILED": "FAILED", "INFEASIBLE": "FAILED", "CANCELLED": "KILLED"}


def call(server, path, body):
    request = urllib.request.Request(
        f"{server}/api/2.0/mlflow/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def pairs(entries):
    return {entry["key"]: entry["value"] for entry in entries}


def trial_runs(server, study):
    """All runs of the study's trials, by trial; a trial may have several."""
    found, page = {}, None
    while True:
        body = {
            "experiment_ids": [experiment(server, study)],
            "filter": "tags.`lamarck.role` = 'trial'",
            "max_results": 1000,
        }
        answer = call(server, "runs/search", body | ({"page_token": page} if page else {}))
        for run in answer.get("runs", []):
            tags = pairs(run["data"]["tags"])
            found.setdefault(int(tags["lamarck.trial"]), []).append(run)
        page = answer.get("next_page_token")
        if not page:
            return found


def experiment(server, study):
    with urllib.request.urlopen(f"{server}/api/2.0/mlflow/experiments/get-by-name?experiment_name={study}") as answer:
        return json.load(answer)["experiment"]["experiment_id"]


def differences(trial, runs):
    if len(runs) != 1:
        yield f"trial {trial['trial']} has {len(runs)} runs"
        return
    run = runs[0]
    if run["info"]["status"] != STATUS[trial["state"]]:
        yield f"trial {trial['trial']} is {trial['state']} and its run {run['info']['status']}"
    metrics = pairs(run["data"].get("metrics", []))
    for name, value in trial["metrics"].items():
        if metrics.get(name) != value:
            yield f"trial {trial['trial']} has {name} {value} and its run {metrics.get(name)}"


def main():
    server, study = sys.argv[1:]
    trials = [trial for trial in json.load(sys.stdin) if trial["state"] in STATUS]
    runs = trial_runs(server, study)
    found = [text for trial in trials for text in differences(trial, runs.get(trial["trial"], []))]
    print(f"{len(trials)} trials in the ledger, {sum(map(len, runs.values()))} runs in MLflow, {len(found)} differences")
    print("\n".join(found[:20]))
    sys.exit(1 if found or len(runs) != len(trials) else 0)


main()
