package dev.lamarck.engine.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.WinnerResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that make an ONNX model an MLflow model. {@code MLmodel} is YAML for MLflow; JSON is a part of YAML, so it is
 * written as JSON.
 */
final class ModelFiles {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String MLFLOW_VERSION = "3.17.2";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final StudyDocument document;
    private final WinnerResult winner;
    private final byte[] onnx;
    private final byte[] inputExample;

    ModelFiles(StudyDocument document, WinnerResult winner, byte[] onnx, byte[] inputExample) {
        this.document = document;
        this.winner = winner;
        this.onnx = onnx;
        this.inputExample = inputExample;
    }

    /** The files by name. */
    Map<String, byte[]> write(String modelId, String artifactUri, String runId) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("model.onnx", onnx);
        files.put("input_example.json", inputExample);
        String example = new String(inputExample, StandardCharsets.UTF_8);
        files.put("serving_input_example.json", text("{\"inputs\": " + example + "}"));
        files.put("requirements.txt", text("mlflow==%s\nonnx\nonnxruntime\nnumpy\n".formatted(MLFLOW_VERSION)));
        files.put(
                "python_env.yaml",
                text(
                        "python: '3.11'\nbuild_dependencies:\n- pip\n- setuptools\n- wheel\ndependencies:\n- -r requirements.txt\n"));
        files.put(
                "conda.yaml",
                text(
                        "name: mlflow-env\ndependencies:\n- python=3.11\n- pip\n- pip:\n  - mlflow==%s\n  - onnx\n  - onnxruntime\n  - numpy\n"
                                .formatted(MLFLOW_VERSION)));
        files.put("MLmodel", json(mlmodel(modelId, artifactUri, runId)));
        return files;
    }

    private Map<String, Object> mlmodel(String modelId, String artifactUri, String runId) {
        Map<String, Object> onnxFlavor = new LinkedHashMap<>();
        onnxFlavor.put("data", "model.onnx");
        onnxFlavor.put("onnx_version", "1.17.0");
        onnxFlavor.put("providers", List.of("CPUExecutionProvider"));
        Map<String, Object> python = new LinkedHashMap<>();
        python.put("loader_module", "mlflow.onnx");
        python.put("data", "model.onnx");
        python.put("env", Map.of("conda", "conda.yaml", "virtualenv", "python_env.yaml"));
        python.put("python_version", "3.11.7");
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("artifact_path", artifactUri);
        model.put("flavors", Map.of("onnx", onnxFlavor, "python_function", python));
        model.put("metadata", metadata());
        model.put("mlflow_version", MLFLOW_VERSION);
        model.put("model_id", modelId);
        model.put("model_uuid", modelId.replace("m-", ""));
        model.put("model_size_bytes", onnx.length);
        model.put("run_id", runId);
        model.put(
                "saved_input_example_info",
                Map.of(
                        "artifact_path", "input_example.json",
                        "serving_input_path", "serving_input_example.json",
                        "type", "ndarray"));
        model.put("signature", signature());
        model.put("utc_time_created", TIME.format(Instant.ofEpochMilli(document.endedMillis())));
        return model;
    }

    private Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("lamarck.study", document.spec().name());
        metadata.put("lamarck.trial", Integer.toString(winner.trial()));
        metadata.put("lamarck.checkpoint_sha256", winner.model().checkpointSha256());
        return metadata;
    }

    /** Inputs and outputs are JSON within strings, as MLflow has it. */
    private Map<String, Object> signature() {
        StudySpec spec = document.spec();
        var shape = spec.data().shape();
        Map<String, Object> signature = new LinkedHashMap<>();
        signature.put(
                "inputs",
                jsonText(List.of(
                        tensor("input", "float32", List.of(-1, shape.channels(), shape.height(), shape.width())))));
        signature.put(
                "outputs",
                jsonText(List.of(
                        tensor(
                                "probabilities",
                                "float32",
                                List.of(-1, spec.data().classes())),
                        tensor("label", "int64", List.of(-1)))));
        signature.put("params", null);
        return signature;
    }

    private static Map<String, Object> tensor(String name, String type, List<Integer> shape) {
        return Map.of("name", name, "type", "tensor", "tensor-spec", Map.of("dtype", type, "shape", shape));
    }

    private static byte[] json(Object value) {
        return text(jsonText(value));
    }

    private static String jsonText(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every file can be written as JSON", e);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
