package dev.lamarck.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.contract.ReportActivities.ReportRequest;
import dev.lamarck.dashboard.report.ReportActivitiesImpl;
import dev.lamarck.dashboard.report.StudyReport;
import dev.lamarck.dashboard.web.WebFiles;
import dev.lamarck.ledger.UnknownStudyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyReportTest {

    private static final int MOST_BYTES_WITHOUT_DATA = 1_500_000;
    private static final String DATA = "<script type=\"application/json\" id=\"report-data\">";
    private static final Pattern DECLARED = Pattern.compile("(?m)^(?:async )?(?:function|const|let|class) (\\w+)");

    @TempDir
    Path folder;

    private SyntheticStore synthetic;

    @BeforeEach
    void make() {
        synthetic = new SyntheticStore(folder);
    }

    @Test
    void needsNothingBesideIt() throws IOException {
        synthetic.ended("digits", "digits", 20);

        String html = html("digits");

        String frame = html.replaceAll("(?s)<script.*?</script>", "").replaceAll("(?s)<style>.*?</style>", "");
        assertThat(frame).doesNotContain("src=", "http:", "https:", "url(");
        assertThat(WebFiles.script()).doesNotContain("import ", "http:", "https:");
        assertThat(WebFiles.text(WebFiles.STYLE)).doesNotContain("@import", "url(", "http");
        assertThat(html).contains("default-src 'none'").doesNotContain("unsafe-inline");
    }

    @Test
    void holdsAllThatThePageShows() throws IOException, com.fasterxml.jackson.core.JsonProcessingException {
        synthetic.ended("digits", "digits", 20);

        JsonNode page = data(html("digits"));

        assertThat(page.path("trials")).hasSize(20);
        assertThat(page.at("/winner/runs")).hasSize(3);
        assertThat(page.at("/winner/runs/0/seed").asText()).isEqualTo(Long.toString(Long.MAX_VALUE - 1));
        assertThat(page.at("/job/pruner/rungs")).hasSize(3);
        assertThat(page.at("/importance/learning_rate").asDouble()).isEqualTo(0.52);
        assertThat(page.at("/pictures/occlusion/5").asText()).startsWith("data:image/png;base64,iVBOR");
    }

    @Test
    void staysSmall() throws IOException {
        synthetic.ended("digits", "digits", 20);

        String html = html("digits");

        int data = html.indexOf("</script>", html.indexOf(DATA)) - html.indexOf(DATA);
        assertThat(html.getBytes(StandardCharsets.UTF_8).length - data).isLessThan(MOST_BYTES_WITHOUT_DATA);
    }

    @Test
    void letsNoTextBreakOut() throws IOException {
        String name = "</script><script>alert(1)</script><!--<script>&amp;%s";
        synthetic.begin("marked", name, 10).run(1);

        String html = html("marked");

        assertThat(html).doesNotContain("alert(1)</script>");
        assertThat(data(html).at("/standing/title").asText()).isEqualTo(name);
        assertThat(html.split("</script>", -1)).hasSize(4);
    }

    @Test
    void givesEachNameOfTheScriptOneMeaning() {
        List<String> names = DECLARED.matcher(WebFiles.script())
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(50);
    }

    @Test
    void doesWithoutADamagedPicture() throws IOException {
        synthetic.ended("digits", "digits", 20);
        Path picture =
                folder.resolve(ArtifactKeys.explanation("digits", "00000000")).resolve("saliency-00.png");
        Files.write(picture, new byte[] {1});

        JsonNode page = data(html("digits"));

        assertThat(page.at("/pictures/saliency/0").asText()).isEmpty();
        assertThat(page.at("/pictures/saliency/1").asText()).startsWith("data:image/png");
    }

    @Test
    void isKeptInTheStore() throws IOException {
        synthetic.ended("digits", "digits", 20);

        String key = new ReportActivitiesImpl(synthetic.store, synthetic.reader())
                .report(new ReportRequest("digits"))
                .key();

        assertThat(key).isEqualTo(ArtifactKeys.report("digits"));
        assertThat(new String(synthetic.store.get(key).orElseThrow(), StandardCharsets.UTF_8))
                .startsWith("<!doctype html>");
    }

    @Test
    void isNotMadeOfAStudyThatDoesNotExist() {
        assertThatThrownBy(() -> html("nothing")).isInstanceOf(UnknownStudyException.class);
    }

    private String html(String study) {
        return new String(new StudyReport(synthetic.store, synthetic.reader()).html(study), StandardCharsets.UTF_8);
    }

    private static JsonNode data(String html) throws IOException {
        int from = html.indexOf(DATA) + DATA.length();
        return new JsonMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
    }
}
