package dev.windlass.deploy.bench;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * With what the scenarios are measured.
 *
 * @param launcher the {@code windlass} launcher
 * @param provider command of another provider, or null for the simulated one
 * @param journal embedded or postgres
 * @param seconds of load at latency 0
 * @param keep whether working folders stay
 */
public record Options(
    Path launcher, @Nullable String provider, String journal, int seconds, boolean keep) {}
