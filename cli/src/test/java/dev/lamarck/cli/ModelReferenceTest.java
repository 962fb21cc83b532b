package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReferenceTest {

    @ParameterizedTest
    @CsvSource({
        "digits, digits, , ",
        "digits@champion, digits, champion, ",
        "digits/12, digits, , 12",
        "models:/digits, digits, , ",
        "models:/digits@challenger, digits, challenger, ",
        "models:/digits/3, digits, , 3"
    })
    void readsModelsAsPeopleAndMlflowWriteThem(String text, String model, String alias, String version) {
        assertThat(ModelReference.parse(text)).contains(new ModelReference(model, alias, version));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {"", "digits@", "digits/", "digits/latest", "digits/-1", "@champion", "a/b/3", "a@b@c", "a@b/3"})
    void isEmptyWhereTheTextCanNameNoModel(String text) {
        assertThat(ModelReference.parse(text)).isEmpty();
    }
}
