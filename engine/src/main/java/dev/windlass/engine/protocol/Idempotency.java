package dev.windlass.engine.protocol;

/**
 * A client's key for a request that may be sent twice.
 *
 * @param key up to 255 characters
 * @param fingerprint of everything that must be equal in a repetition
 */
public record Idempotency(String key, String fingerprint) {}
