package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitsKeptTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final LimitId LIMIT = new LimitId("openai", "gpt-x");
  private static final List<Meter> METERS =
      new LimitFigures(Map.of(LimitKey.RPM, 600.0, LimitKey.RPD, 8640.0)).meters();

  private final LimitsKept kept = new LimitsKept();

  @Test
  void bucketsAreFullUntilTheFirstLeaseAndEmptyAfterIt() {
    assertThat(kept.levels(LIMIT, METERS, NOON))
        .isEqualTo(Map.of(LimitKey.RPM, 10.0, LimitKey.RPD, 8640.0));
    kept.apply(new LimitsEvent.WillLend(LIMIT, NOON));
    assertThat(kept.levels(LIMIT, METERS, NOON)).isEmpty();
    assertThat(kept.levels(new LimitId("openai", "gpt-y"), METERS, NOON)).hasSize(2);
  }

  @Test
  void aDaysBucketKeepsWhatWasLeftAndWhatFlowedSince() {
    left(100);
    assertThat(dayAt(NOON.plusSeconds(50))).isCloseTo(105, within(1e-9));
  }

  @Test
  void aClockThatWasSetNeverGivesMoreThanTheBucketHoldsAndNeverTakes() {
    left(8000);
    assertThat(dayAt(NOON.minus(Duration.ofHours(1)))).isEqualTo(8000);
    assertThat(dayAt(NOON.plus(Duration.ofHours(1)))).isCloseTo(8360, within(1e-9));
    assertThat(dayAt(NOON.plus(Duration.ofDays(2)))).isEqualTo(8640);
  }

  @Test
  void aChangeStandsOverTheOneBeforeFigureByFigureUntilItIsReset() {
    change("*", LimitKey.RPM, 3000.0);
    change("*", LimitKey.TPM, null);
    change("gpt-x", LimitKey.RPM, 500.0);
    assertThat(kept.changes().get("*"))
        .containsEntry(LimitKey.RPM, 3000.0)
        .containsKey(LimitKey.TPM);
    change("*", LimitKey.RPM, 100.0);
    assertThat(kept.changes().get("*")).containsEntry(LimitKey.RPM, 100.0).hasSize(2);

    kept.apply(new LimitsEvent.Reset("gpt-x", NOON));
    assertThat(kept.changes()).containsOnlyKeys("*");
    kept.apply(new LimitsEvent.Reset(null, NOON));
    assertThat(kept.changes()).isEmpty();
  }

  @Test
  void whatWasLearnedStaysUntilItIsReset() {
    var learned =
        new LimitsEvent.Learned(
            LIMIT, Map.of(LimitKey.RPM, 500.0), Map.of(LimitKey.TPM, 9000.0), NOON);
    kept.apply(learned);
    assertThat(kept.learned(LIMIT).get(LimitKey.RPM)).isEqualTo(500.0);
    assertThat(kept.found(LIMIT).get(LimitKey.TPM)).isEqualTo(9000.0);
    kept.apply(new LimitsEvent.Reset("gpt-y", NOON));
    assertThat(kept.learned(LIMIT).isEmpty()).isFalse();
    kept.apply(new LimitsEvent.Reset("gpt-x", NOON));
    assertThat(kept.learned(LIMIT).isEmpty()).isTrue();
    assertThat(kept.found(LIMIT).isEmpty()).isTrue();
  }

  @Test
  void aSnapshotIsAllOfIt() {
    kept.apply(new LimitsEvent.Began(3, NOON));
    change("*", LimitKey.RPM, 3000.0);
    left(17);
    var again = LimitsKept.of(kept.snapshot());
    assertThat(again.snapshot()).isEqualTo(kept.snapshot());
    assertThat(again.epoch()).isEqualTo(3);
    assertThat(again.wasLent(LIMIT)).isTrue();
  }

  private void left(double calls) {
    kept.apply(new LimitsEvent.WillLend(LIMIT, NOON));
    kept.apply(new LimitsEvent.DayLevels(LIMIT, Map.of(LimitKey.RPD, calls), NOON));
  }

  private double dayAt(Instant now) {
    return kept.levels(LIMIT, METERS, now).getOrDefault(LimitKey.RPD, -1.0);
  }

  private void change(String model, LimitKey key, @Nullable Double figure) {
    var figures = new EnumMap<LimitKey, @Nullable Double>(LimitKey.class);
    figures.put(key, figure);
    kept.apply(kept.change(model, figures, NOON));
  }
}
