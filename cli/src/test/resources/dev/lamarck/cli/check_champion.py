"""Loads a champion as a user would and prints what it predicts, as JSON."""
import json
import sys

import mlflow
import numpy

uri, model, archive = sys.argv[1:]
mlflow.set_tracking_uri(uri)
loaded = mlflow.pyfunc.load_model(f"models:/{model}@champion")
data = numpy.load(archive)
out = loaded.predict({"input": data["input"]})
version = mlflow.MlflowClient().get_model_version_by_alias(model, "champion")
print(
    json.dumps(
        {
            "accuracy": float((out["label"] == data["label"]).mean()),
            "rows": len(data["label"]),
            "labels": out["label"].tolist(),
            "probabilities": out["probabilities"].tolist(),
            "signature": loaded.metadata.get_input_schema() is not None,
            "example": loaded.input_example is not None,
            "run_id": version.run_id,
        }
    )
)
