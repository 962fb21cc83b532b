package dev.lamarck.dashboard.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Pages, scripts and style as they are shipped. Only what is named here exists. */
public final class WebFiles {

    /** The page that all addresses begin with; its script looks at the address. */
    public static final String SHELL = "page.html";

    /** The frame of a report, with places for policy, style, data, library and script. */
    public static final String REPORT = "report.html";

    public static final String STYLE = "app.css";
    public static final String CHARTS_LIBRARY = "vendor/echarts.min.js";

    /** The script's modules, each after those that it imports. */
    public static final List<String> MODULES = List.of(
            "dom.js",
            "format.js",
            "theme.js",
            "progress.js",
            "space.js",
            "lineage.js",
            "tables.js",
            "winner.js",
            "study.js",
            "trial.js",
            "overview.js",
            "live.js",
            "app.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private static final Set<String> OTHERS = Set.of(STYLE, CHARTS_LIBRARY, "icon.svg");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]*;\\R");
    private static final Pattern EXPORT = Pattern.compile("(?m)^export (?=function|const|class|async)");

    private WebFiles() {}

    /** A file of the given name, if one is shipped to browsers. */
    public static Optional<byte[]> find(String name) {
        return MODULES.contains(name) || OTHERS.contains(name) ? Optional.of(read(name)) : Optional.empty();
    }

    public static byte[] read(String name) {
        try (InputStream in = WebFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The class path lacks %s.".formatted(name));
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read %s from the class path".formatted(name), e);
        }
    }

    public static String text(String name) {
        return new String(read(name), StandardCharsets.UTF_8);
    }

    /** All modules as one script: a page of its own cannot import. */
    public static String script() {
        StringBuilder script = new StringBuilder();
        for (String module : MODULES) {
            String text = IMPORT.matcher(text(module)).replaceAll("");
            script.append(EXPORT.matcher(text).replaceAll("")).append('\n');
        }
        return script.toString();
    }

    /** The media type that a file's name tells. */
    public static String type(String name) {
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
    }
}
