package dev.lamarck.cli.job;

import java.util.Collection;
import java.util.Comparator;

/** What a mistyped word may have meant. */
public final class Suggestions {

    private Suggestions() {}

    /** " Did you mean 'trials'?", or a list of what there is; the empty text if there is nothing. */
    public static String of(String word, Collection<String> known) {
        if (known.isEmpty()) {
            return "";
        }
        int tolerance = Math.max(2, word.length() / 3);
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(best -> distance(word, best) <= tolerance)
                .map(best -> " Did you mean '%s'?".formatted(best))
                .orElseGet(() -> " Known are: %s."
                        .formatted(String.join(", ", known.stream().sorted().toList())));
    }

    /** Levenshtein's distance, in which two swapped neighbours count as one change. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
