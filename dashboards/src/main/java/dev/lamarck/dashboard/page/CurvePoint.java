package dev.lamarck.dashboard.page;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A value after a step, in JSON as the pair of both.
 *
 * @param value null where it is not finite
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"step", "value"})
public record CurvePoint(long step, @Nullable Double value) {}
