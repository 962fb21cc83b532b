package dev.lamarck.cli.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.lamarck.contract.Payloads;
import java.io.PrintStream;
import java.util.List;

/** Where commands write: data to standard output, everything else to standard error. */
public final class Output {

    public enum Format {
        text,
        json
    }

    private static final int WIDEST_COLUMN = 1_000;

    private final PrintStream out;
    private final PrintStream err;

    public Output(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static Output standard() {
        return new Output(System.out, System.err);
    }

    public void line(String text) {
        out.println(text);
    }

    /** A remark that is not data. */
    public void note(String text) {
        err.println(text);
    }

    public PrintStream err() {
        return err;
    }

    /** Data for programs, indented for people. */
    public void json(Object value) {
        try {
            out.println(Payloads.json()
                    .copy()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every result can be written as JSON", e);
        }
    }

    /** A table of texts with a head; nothing if there is no row. */
    public void table(List<String> head, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            out.println(tableText(head, rows));
        }
    }

    public static String tableText(List<String> head, List<List<String>> rows) {
        Column[] columns = head.stream()
                .map(title -> new Column()
                        .header(title)
                        .maxWidth(WIDEST_COLUMN)
                        .headerAlign(HorizontalAlign.LEFT)
                        .dataAlign(HorizontalAlign.LEFT))
                .toArray(Column[]::new);
        String[][] cells = rows.stream().map(row -> row.toArray(String[]::new)).toArray(String[][]::new);
        return AsciiTable.getTable(AsciiTable.NO_BORDERS, columns, cells)
                .lines()
                .map(String::stripTrailing)
                .collect(java.util.stream.Collectors.joining("\n"));
    }
}
