package dev.lamarck.contract;

import java.util.Map;

/** x */
public record Comparison(
        int rows,
        int rowsLeftOut,
        int championOnly,
        int challengerOnly,
        Map<String, Double> champion,
        Map<String, Double> challenger) {}
