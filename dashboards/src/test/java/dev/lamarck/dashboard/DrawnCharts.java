package dev.lamarck.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The charts of a study's page, as a browser has drawn them. */
public final class DrawnCharts {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> CHARTS = List.of(
            "chart-objective", "chart-curves", "chart-parallel", "chart-importance", "chart-slots", "chart-lineage");

    private DrawnCharts() {}

    /** Returns when each chart is drawn. */
    public static void await(Browser browser) {
        CHARTS.forEach(chart -> browser.await("document.querySelector('#%s canvas')".formatted(chart)));
    }

    /** Compares what the charts of a study hold with the JSON that the page was made of. */
    public static void require(Browser browser, JsonNode page) {
        requireObjective(browser, page);
        List<Object> curves = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        List<Object> links = new ArrayList<>();
        List<Object> nodes = new ArrayList<>();
        for (JsonNode trial : page.path("trials")) {
            if (!trial.path("curve").isEmpty()) {
                curves.add(trial.path("curve"));
            }
            if (trial.path("value").isNumber()) {
                values.add(trial.path("value"));
            }
            nodes.add(trial.path("id").asText());
            trial.path("parents")
                    .forEach(parent ->
                            links.add(List.of(parent.asText(), trial.path("id").asText())));
        }
        same(browser.series("chart-curves", "data"), curves);
        same(browser.series("chart-parallel", "data.map(d => d.value.at(-1))"), List.of(values));
        same(
                browser.series("chart-importance", "data.toReversed()"),
                List.of(page.path("importance").properties().stream()
                        .map(Map.Entry::getValue)
                        .toList()));
        same(
                browser.series("chart-slots", "data.map(d => d.value[3])"),
                List.of(page.path("slots").findValues("run")));
        same(browser.series("chart-lineage", "data.map(d => d.id)"), List.of(nodes));
        same(browser.series("chart-lineage", "links.map(l => [l.source, l.target])"), List.of(links));
    }

    private static void requireObjective(Browser browser, JsonNode page) {
        List<Object> points = new ArrayList<>();
        for (JsonNode trial : page.path("trials")) {
            if (trial.path("value").isNumber()) {
                points.add(List.of(trial.path("id"), trial.path("value")));
            }
        }
        List<Object> best = new ArrayList<>();
        page.path("best").forEach(point -> best.add(List.of(point.path("trial"), point.path("value"))));
        String chart = Browser.seriesOf("chart-objective");
        same(
                browser.value(chart + ".filter(s => s.type === 'scatter').flatMap(s => s.data).map(d => [d[2], d[1]])"
                        + ".toSorted((a, b) => a[0] - b[0])"),
                points);
        same(browser.value(chart + ".find(s => s.id === 'best').data.slice(0, -1).map(d => [d[2], d[1]])"), best);
    }

    /** A browser gives 0.0 as 0. */
    private static void same(Object drawn, Object given) {
        JsonNode expected = JSON.valueToTree(given);
        JsonNode actual = JSON.valueToTree(drawn);
        assertThat(actual).isNotEmpty();
        assertThat(actual.equals(DrawnCharts::byNumber, expected))
                .as("drawn %s, given %s", actual, expected)
                .isTrue();
    }

    /** 0 if equal, as {@link JsonNode#equals(java.util.Comparator, JsonNode)} asks. */
    private static int byNumber(JsonNode one, JsonNode other) {
        boolean same =
                one.isNumber() && other.isNumber() ? one.doubleValue() == other.doubleValue() : one.equals(other);
        return same ? 0 : 1;
    }
}
