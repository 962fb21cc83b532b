package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.engine.tracking.MlflowApi;
import dev.lamarck.engine.tracking.MlflowException;
import dev.lamarck.engine.tracking.ModelRegistry;
import java.net.URI;
import java.util.function.Function;

/** The model registry of the configured MLflow server, or else of the local stack's. */
final class Registries {

    private Registries() {}

    static <T> T use(Settings settings, Function<ModelRegistry, T> task) {
        URI address = settings.mlflow().orElseGet(() -> {
            try (Session session = Session.open(settings)) {
                return session.addresses().mlflow();
            }
        });
        try (MlflowApi api = new MlflowApi(address, MlflowApi.Credentials.from(settings.environment()))) {
            return task.apply(new ModelRegistry(api));
        } catch (MlflowException e) {
            throw e.status() == 0 || e.status() / 100 == 5
                    ? new CliException(
                            ExitCode.UNAVAILABLE, e.getMessage() + ". 'lamarck dev up' starts a local one.", e)
                    : e;
        }
    }

    /** Exit 3 if there is no such model. */
    static void require(ModelRegistry registry, String model) {
        if (!registry.exists(model)) {
            throw new CliException(ExitCode.NOT_FOUND, "There is no registered model '%s'.".formatted(model));
        }
    }
}
