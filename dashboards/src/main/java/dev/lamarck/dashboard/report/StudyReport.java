package dev.lamarck.dashboard.report;

import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.Explanation;
import dev.lamarck.dashboard.page.PageJson;
import dev.lamarck.dashboard.page.Pages;
import dev.lamarck.dashboard.web.WebFiles;
import dev.lamarck.ledger.StudyReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a study's page as one file: the live page's script and style, the data as it is now, pictures as data. It opens
 * from a disk without a network, and its own policy lets nothing else run in it.
 */
public final class StudyReport {

    private static final Logger LOG = LoggerFactory.getLogger(StudyReport.class);

    private final Pages pages;

    public StudyReport(ArtifactStore store, StudyReader reader) {
        this.pages = new Pages(store, reader, List::of);
    }

    /**
     * The page, in UTF-8.
     *
     * @throws dev.lamarck.ledger.UnknownStudyException if there is no such study
     */
    public byte[] html(String study) {
        String style = embeddable(WebFiles.text(WebFiles.STYLE));
        String library = embeddable(WebFiles.text(WebFiles.CHARTS_LIBRARY));
        String script = embeddable(WebFiles.script());
        String policy =
                "default-src 'none'; script-src %s %s; style-src %s; img-src data:; base-uri 'none'; form-action 'none'"
                        .formatted(hash(library), hash(script), hash(style));
        return WebFiles.text(WebFiles.REPORT)
                .formatted(policy, style, data(study), library, script)
                .getBytes(StandardCharsets.UTF_8);
    }

    private String data(String study) {
        // In JSON these characters stand only within strings, where their escapes mean the same.
        return PageJson.text(pages.study(study, this::addresses))
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026");
    }

    private Map<String, List<String>> addresses(String study, Explanation explanation) {
        return Pages.addresses(explanation, (method, number) -> dataAddress(study, method, number));
    }

    /** The picture as an address; empty if it is damaged or gone, which must not cost the rest of the report. */
    private String dataAddress(String study, String method, int number) {
        try {
            Optional<Path> picture = pages.picture(study, method, number);
            return picture.isEmpty()
                    ? ""
                    : "data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(picture.get()));
        } catch (ArtifactException | IOException e) {
            LOG.warn("Picture {} of {} is left out of the report of {}", number, method, study, e);
            return "";
        }
    }

    /** Browsers read carriage returns as line feeds, which would change the hash; an end tag would end the element. */
    private static String embeddable(String text) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n');
        if (lines.contains("</script") || lines.contains("</style") || lines.contains("<!--")) {
            throw new IllegalStateException("A file of the page cannot be put into a page: it holds an HTML tag.");
        }
        return lines;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-%s'".formatted(Base64.getEncoder().encodeToString(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
