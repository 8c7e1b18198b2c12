package dev.windlass.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.WaitReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics("1");

  @Test
  void whatMoreWorkersWouldHelpIsCountedByProvider() {
    metrics.standing(
        "openai/a", Map.of(WaitReason.CALLING, 7L, WaitReason.WORKERS, 30L, WaitReason.TOKENS, 9L));
    metrics.standing("openai/b", Map.of(WaitReason.STARTING, 2L, WaitReason.REQUESTS, 800L));
    metrics.standing("local/c", Map.of(WaitReason.UNSERVED, 5L, WaitReason.PAUSED, 100L));

    assertThat(metrics.text())
        .contains("windlass_runnable_calls{provider=\"openai\"} 39.0")
        .contains("windlass_runnable_calls{provider=\"local\"} 5.0");
  }

  @Test
  void aLaneThatHasNoStepsAnyMoreCountsForNothing() {
    metrics.standing("openai/a", Map.of(WaitReason.WORKERS, 30L));
    metrics.standing("openai/a", Map.of());

    assertThat(metrics.text()).contains("windlass_runnable_calls{provider=\"openai\"} 0.0");
  }

  @Test
  void aJournalThatTakesNothingIsSeen() {
    metrics.journal(() -> false);

    assertThat(metrics.text()).contains("windlass_journal_available 0.0");
  }

  @Test
  void whatCallsCostIsCountedInDollarsByModel() {
    metrics.cost("openai", "a", 250_000_000);
    metrics.cost("openai", "a", 500_000_000);
    metrics.cost("openai", "b", 2_000_000_000);

    assertThat(metrics.text())
        .contains("windlass_cost_usd_total{model=\"a\",provider=\"openai\"} 0.75")
        .contains("windlass_cost_usd_total{model=\"b\",provider=\"openai\"} 2.0");
  }

  @Test
  void everyAlertAsksForMetricsThatThereAre() throws IOException {
    metrics.standing("openai/a", Map.of(WaitReason.JOURNAL, 1L));
    metrics.called("openai", "a", "answered", 1);
    metrics.refused("openai", "a", "rate");
    metrics.journal(() -> true);
    var shown = metrics.text();

    var asked = new TreeSet<String>();
    var alerts = Files.readString(Path.of("helm", "windlass", "alerts.yaml"));
    var names = Pattern.compile("windlass_[a-z_]+").matcher(alerts);
    while (names.find()) {
      asked.add(names.group());
    }
    assertThat(asked).hasSizeGreaterThan(5);
    assertThat(asked)
        .allSatisfy(name ->
            assertThat(shown).containsPattern("(?m)^" + Pattern.quote(name) + "(\\{[^}]*})? "));
  }
}
