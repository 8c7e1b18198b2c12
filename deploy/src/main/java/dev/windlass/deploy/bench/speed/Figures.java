package dev.windlass.deploy.bench.speed;

import org.jspecify.annotations.Nullable;

/**
 * What was measured of one system, over the last two thirds of its load unless it says otherwise.
 *
 * @param stepsPerSecond answers that the provider gave
 * @param cpuMillis processor time a step, of all processes that the system needs
 * @param cpuMillisInAll the same from the start of the first process on
 * @param peakMiB most memory of all its processes together, looked at once a second
 * @param diskBytes kept a step; null when it keeps nothing
 * @param idle share of the machine, 0 to 1
 * @param others processors that were used by neither the system nor the provider nor this program
 * @param failed calls that the provider did not answer 200, in all
 */
record Figures(
    double stepsPerSecond,
    double cpuMillis,
    double cpuMillisInAll,
    double peakMiB,
    @Nullable Double diskBytes,
    double idle,
    double others,
    long failed) {}
