package dev.windlass.workers.provider.simulated;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What befalls a call, by chance: always the same for a seed. Used under {@link ChatService}'s
 * lock.
 */
final class Dice {
  private final SimulatedSettings settings;
  private final SplittableRandom random;

  /** What goes wrong with a call. */
  enum Mishap {
    NONE(""),
    SERVER_ERROR("500"),
    RATE_LIMITED("429"),
    CUT_BEFORE("cut"),
    CUT_IN_THE_MIDDLE("cut"),
    HANG("hang"),
    TRUNCATED("garbage"),
    HTML("garbage"),
    EMPTY("garbage");

    final String word;

    Mishap(String word) {
      this.word = word;
    }
  }

  Dice(SimulatedSettings settings) {
    this.settings = settings;
    random = new SplittableRandom(settings.seed());
  }

  Mishap mishap() {
    if (falls(settings.rateLimited())) {
      return Mishap.RATE_LIMITED;
    }
    if (falls(settings.hang())) {
      return Mishap.HANG;
    }
    if (falls(settings.serverErrors())) {
      return Mishap.SERVER_ERROR;
    }
    if (falls(settings.reset())) {
      return random.nextBoolean() ? Mishap.CUT_BEFORE : Mishap.CUT_IN_THE_MIDDLE;
    }
    if (falls(settings.garbage())) {
      return switch (random.nextInt(3)) {
        case 0 -> Mishap.TRUNCATED;
        case 1 -> Mishap.HTML;
        default -> Mishap.EMPTY;
      };
    }
    return Mishap.NONE;
  }

  private boolean falls(double share) {
    return share > 0 && random.nextDouble() < share;
  }

  Duration latency() {
    var median = settings.latency();
    return settings.sigma() <= 0 || median.isZero()
        ? median
        : Duration.ofNanos(
            (long) (median.toNanos() * Math.exp(random.nextGaussian() * settings.sigma())));
  }
}
