package dev.windlass.deploy.cli.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BarTest {
  private static final ZonedDateTime NOON =
      ZonedDateTime.of(2026, 5, 4, 12, 0, 0, 0, ZoneOffset.UTC);

  private static Progress job(
      long accepted,
      long running,
      long good,
      long failed,
      long low,
      long high,
      @Nullable String limit) {
    return new Progress(
        "running",
        true,
        accepted,
        accepted - running - good - failed,
        running,
        good,
        failed,
        0,
        166.4,
        low,
        high,
        limit == null
            ? Waits.NONE
            : new Waits(Map.of("requests", 1L), "requests", null, limit, 0.992, null, -1),
        0,
        0,
        null,
        null);
  }

  @Test
  void theStripShowsWhatEndedWellWhatFailedWhatRunsAndWhatWaits() {
    var lines = Bar.render(job(1000, 100, 500, 50, -1, -1, null), 200, false, NOON);

    // forty cells: twenty good, two failed, four running, the rest waits
    assertThat(lines.getFirst())
        .startsWith(" " + "▇".repeat(20) + "××" + "▒▒▒▒" + "·".repeat(14) + "  55.0 %")
        .contains("500 ok  50 failed", "166/s", "in flight 100");
  }

  @Test
  void asingleFailureInAMillionIsSeen() {
    var lines = Bar.render(job(1_000_000, 1, 10, 1, -1, -1, null), 200, false, NOON);

    assertThat(lines.getFirst()).startsWith(" ×▒·");
  }

  @Test
  void theEndIsARangeOfTimeAndTheLimitIsNamed() {
    var far =
        Bar.render(
            job(1000, 100, 500, 0, 3_600_000, 4_020_000, "openai/gpt-x rpm"), 120, false, NOON);
    var near = Bar.render(job(1000, 100, 900, 0, 4_000, 9_000, null), 120, false, NOON);

    assertThat(far.get(1)).isEqualTo(" ends 13:00–13:07   limited by openai/gpt-x rpm (99 %)");
    assertThat(near.get(1)).isEqualTo(" ends in 4–9 s");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 120, 200})
  void noLineIsWiderThanTheTerminal(int columns) {
    var job =
        job(
            123_456_789,
            5_000,
            100_000_000,
            1_234,
            9_000_000,
            9_900_000,
            "openai/a-model-with-a-long-name tokens");

    for (var line : Bar.render(job, columns, false, NOON)) {
      assertThat(line.length()).isLessThanOrEqualTo(columns);
    }
  }

  @Test
  void coloursGoAroundTheCellsAndNothingElse() {
    var job = job(100, 10, 50, 10, -1, -1, null);
    var coloured = Bar.render(job, 120, true, NOON).getFirst();

    assertThat(coloured).contains("\u001b[32m", "\u001b[31m", "\u001b[36m");
    assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", ""))
        .isEqualTo(Bar.render(job, 120, false, NOON).getFirst());
  }

  @Test
  void aNameFromElsewhereCannotCommandTheTerminal() {
    var lines =
        Bar.render(job(100, 10, 50, 10, -1, -1, "evil\u001b]0;title\u0007"), 120, false, NOON);

    assertThat(lines.get(1)).doesNotContain("\u001b").contains("\\x1b]0;title\\x07");
  }

  @Test
  void whileLinesComeInThereIsNoShareOfAWhole() {
    var job =
        new Progress(
            "receiving",
            false,
            5_000,
            4_900,
            50,
            50,
            0,
            0,
            12,
            10,
            20,
            Waits.NONE,
            0,
            0,
            null,
            null);
    var lines = Bar.render(job, 120, false, NOON);

    assertThat(lines.getFirst()).contains("50 of 5,000+").doesNotContain("%");
    assertThat(lines.get(1)).contains("taking lines: 5,000").doesNotContain("ends");
  }

  private static Progress waiting(Waits waits) {
    return new Progress(
        "running", true, 1000, 900, 100, 0, 0, 0, 12, -1, -1, waits, 0, 0, null, null);
  }

  @Test
  void theDetailedViewSaysWhatLinesWaitForAndSinceWhen() {
    var waits =
        new Waits(
            Map.of("calling", 100L, "requests", 850L, "backoff", 50L),
            "requests",
            NOON.toInstant().minusSeconds(245),
            "openai/gpt-x rpm",
            0.99,
            null,
            3);

    var lines = Bar.detailed(waiting(waits), 120, false, NOON);

    assertThat(lines.get(1))
        .isEqualTo(" limited by openai/gpt-x rpm (99 %) for 4 m   429 in the last minute: 3");
    // forty cells: four call, two are in backoff
    assertThat(lines.get(2)).isEqualTo(" " + "▒".repeat(4) + "▇".repeat(34) + "××");
    assertThat(lines.get(3)).isEqualTo(" ▒ calling 100   ▇ requests 850   × backoff 50");
  }

  @Test
  void aStandstillIsSaidInWords() {
    var quota =
        new Waits(
            Map.of("quota", 900L),
            "quota",
            NOON.toInstant().minusSeconds(30),
            "openai/gpt-x quota",
            0,
            null,
            -1);
    var identical = new Waits(Map.of("identical", 9L), "identical", null, null, 0, null, -1);
    assertThat(Bar.plain(waiting(identical), NOON))
        .endsWith("waits for the answer to an identical call");
    var unserved = new Waits(Map.of("unserved", 9L), "unserved", null, null, 0, null, -1);

    assertThat(Bar.plain(waiting(quota), NOON)).endsWith("quota exhausted: openai/gpt-x for 30 s");
    assertThat(Bar.plain(waiting(unserved), NOON)).endsWith("no node can call this provider");
    var named = new Waits(Map.of("unserved", 9L), "unserved", null, "local/llama", 0, null, -1);
    assertThat(Bar.plain(waiting(named), NOON)).endsWith("no worker serves local/llama");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 120})
  void noLineOfTheDetailedViewIsWiderThanTheTerminal(int columns) {
    var lines = new java.util.LinkedHashMap<String, Long>();
    for (var reason : "calling requests tokens concurrency backoff quota paused".split(" ", -1)) {
      lines.put(reason, 1_234_567L);
    }
    var waits = new Waits(lines, "tokens", NOON.toInstant(), "openai/gpt-x tpm", 1, null, 12);

    assertThat(Bar.detailed(waiting(waits), columns, false, NOON))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
  }
}
