package dev.lamarck.cli;

import dev.lamarck.contract.RegistryActivities.Version;
import dev.lamarck.engine.tracking.ModelRegistry;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A model as people and MLflow write it: NAME, NAME@ALIAS, NAME/VERSION, or models:/… of these. */
record ModelReference(
        String model, @Nullable String alias, @Nullable String version) {

    private static final Pattern SYNTAX =
            Pattern.compile("(?:models:/)?(?<name>[^/@]+)(?:@(?<alias>[^/@]+)|/(?<version>[0-9]+))?");

    /** Empty if the text cannot name a model. */
    static Optional<ModelReference> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new ModelReference(matcher.group("name"), matcher.group("alias"), matcher.group("version")))
                : Optional.empty();
    }

    /** The version that is meant, if there is one; a name alone means the given alias. */
    Optional<Version> find(ModelRegistry registry, String defaultAlias) {
        return version == null
                ? registry.aliased(model, alias == null ? defaultAlias : alias)
                : registry.version(model, version);
    }
}
