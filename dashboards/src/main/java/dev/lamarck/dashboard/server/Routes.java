package dev.lamarck.dashboard.server;

import dev.lamarck.contract.Explanation;
import dev.lamarck.dashboard.page.Pages;
import dev.lamarck.dashboard.page.StudyState;
import dev.lamarck.dashboard.web.WebFiles;
import dev.lamarck.ledger.UnknownStudyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Which address shows what. Names are checked before anything is looked up by them. */
final class Routes {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,8}");
    private static final Pattern PICTURE = Pattern.compile("[0-9]{1,4}\\.png");
    private static final int MOST_HELD = 8;

    private final Pages pages;
    private final Map<String, Answer> files = new ConcurrentHashMap<>();
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    /** A study's page as it was sent last: the same to everyone until its state changes. */
    private record Held(StudyState state, Answer answer) {}

    Routes(Pages pages) {
        this.pages = pages;
    }

    /** The answer to a path, which begins with a slash. */
    Answer answer(String path) {
        try {
            List<String> parts = List.of(path.substring(1).split("/", -1));
            return switch (parts.getFirst()) {
                case "api" -> api(parts.subList(1, parts.size()));
                case "static" -> file(String.join("/", parts.subList(1, parts.size())));
                default -> page(parts);
            };
        } catch (UnknownStudyException e) {
            return Answer.missing(e);
        }
    }

    /** The topic of a stream of events; empty for all studies. */
    String topic(String query) {
        if (query.isEmpty()) {
            return "";
        }
        String name = query.startsWith("study=") ? query.substring("study=".length()) : "";
        pages.state(checked(name));
        return name;
    }

    private Answer page(List<String> parts) {
        return switch (parts.getFirst()) {
            case "", "nights", "workers" -> parts.size() == 1 ? shell() : missing();
            case "studies" ->
                switch (parts.size()) {
                    case 2 -> {
                        pages.state(checked(parts.get(1)));
                        yield shell();
                    }
                    case 4 -> {
                        Answer trial = trial(parts.get(1), parts.subList(2, 4));
                        yield trial.status() == 200 ? shell() : trial;
                    }
                    default -> missing();
                };
            default -> missing();
        };
    }

    private Answer api(List<String> parts) {
        String first = parts.isEmpty() ? "" : parts.getFirst();
        if (parts.size() == 1) {
            return switch (first) {
                case "overview" -> Answer.json(pages.overview());
                case "nights" -> Answer.json(pages.nights());
                case "workers" -> Answer.json(pages.workers());
                default -> missing();
            };
        }
        if (!first.equals("studies")) {
            return missing();
        }
        String study = checked(parts.get(1));
        return switch (parts.size()) {
            case 2 -> study(study);
            case 4 -> trial(study, parts.subList(2, 4));
            case 5 -> picture(study, parts.subList(2, 5));
            default -> missing();
        };
    }

    private Answer study(String study) {
        StudyState state = pages.state(study);
        Held last = held.get(study);
        if (last != null && last.state().equals(state)) {
            return last.answer();
        }
        Answer answer = Answer.json(pages.study(study, Routes::addresses));
        if (held.size() >= MOST_HELD) {
            held.clear();
        }
        held.put(study, new Held(state, answer));
        return answer;
    }

    private Answer trial(String study, List<String> parts) {
        if (!parts.get(0).equals("trials") || !NUMBER.matcher(parts.get(1)).matches()) {
            return missing();
        }
        return pages.trial(checked(study), Integer.parseInt(parts.get(1)))
                .map(Answer::json)
                .orElseGet(() -> Answer.sentence(404, "Study '%s' has no trial %s.".formatted(study, parts.get(1))));
    }

    private Answer picture(String study, List<String> parts) {
        String name = parts.get(2);
        if (!parts.get(0).equals("images")
                || !NAME.matcher(parts.get(1)).matches()
                || !PICTURE.matcher(name).matches()) {
            return missing();
        }
        int number = Integer.parseInt(name.substring(0, name.indexOf('.')));
        return pages.picture(study, parts.get(1), number)
                .map(file -> {
                    try {
                        return Answer.picture(Files.readAllBytes(file));
                    } catch (IOException e) {
                        throw new UncheckedIOException("The picture %s cannot be read".formatted(file), e);
                    }
                })
                .orElseGet(() -> Answer.sentence(404, "Study '%s' has no such picture.".formatted(study)));
    }

    private Answer file(String name) {
        Answer known = files.get(name);
        if (known != null) {
            return known;
        }
        return WebFiles.find(name)
                .map(content -> files.computeIfAbsent(name, key -> Answer.file(WebFiles.type(key), content)))
                .orElseGet(Routes::missing);
    }

    private static Answer shell() {
        return Answer.html(WebFiles.read(WebFiles.SHELL));
    }

    private static Answer missing() {
        return Answer.sentence(404, "There is no such page. The list of studies is at /.");
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new UnknownStudyException(name);
        }
        return name;
    }

    private static Map<String, List<String>> addresses(String study, Explanation explanation) {
        return Pages.addresses(
                explanation, (method, number) -> "/api/studies/%s/images/%s/%02d.png".formatted(study, method, number));
    }
}
