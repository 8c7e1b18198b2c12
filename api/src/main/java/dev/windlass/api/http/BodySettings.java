package dev.windlass.api.http;

import java.time.Duration;

/**
 * Bounds of request bodies.
 *
 * @param jsonBytes largest JSON or YAML body, after decoding
 * @param idle longest time without a byte while one is asked for
 * @param drainBytes what is still read of a body that nobody wants, so that its sender gets to read
 *     the answer; then the connection is closed
 * @param drainTime longest time for that
 */
public record BodySettings(long jsonBytes, Duration idle, long drainBytes, Duration drainTime) {}
