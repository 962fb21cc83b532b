package dev.lamarck.dashboard.page;

/** A trial that became the best of its study, and when. */
public record BestPoint(long millis, int trial, double value) {}
