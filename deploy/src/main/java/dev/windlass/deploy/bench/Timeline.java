package dev.windlass.deploy.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Samples of a run under load: what the provider had answered and what processor time was used,
 * over time. Speed is that of the last two thirds, when compilers have warmed up.
 */
final class Timeline {
  /**
   * @param seconds since the first sample
   * @param answered calls answered well
   * @param cpu processor seconds of the system under measurement
   * @param idle share of the machine that was idle since the sample before, 0 to 1
   */
  record Sample(double seconds, long answered, double cpu, double idle) {}

  private final List<Sample> samples = new ArrayList<>();

  void add(Sample sample) {
    samples.add(sample);
  }

  /** Steps a second over the last two thirds of the time. */
  double rate() {
    var from = from();
    var to = samples.getLast();
    return (to.answered - from.answered) / (to.seconds - from.seconds);
  }

  /** Processor milliseconds a step over the last two thirds. */
  double cpuMsPerStep() {
    var from = from();
    var to = samples.getLast();
    return 1000 * (to.cpu - from.cpu) / Math.max(1, to.answered - from.answered);
  }

  double cpuMsPerStepOverall() {
    var to = samples.getLast();
    return 1000 * (to.cpu - samples.getFirst().cpu) / Math.max(1, to.answered);
  }

  double idle() {
    var from = from();
    return samples.stream()
        .filter(s -> s.seconds > from.seconds)
        .mapToDouble(Sample::idle)
        .average()
        .orElse(0);
  }

  double seconds() {
    return samples.getLast().seconds;
  }

  private Sample from() {
    double third = samples.getLast().seconds / 3;
    return samples.stream().filter(s -> s.seconds >= third).findFirst().orElseThrow();
  }
}
