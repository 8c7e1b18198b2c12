package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, and with what.
 *
 * @param launcher the {@code windlass} launcher
 * @param provider command of another provider, or null for the simulated one
 * @param journal of the scenarios with one node
 * @param keep whether logs and journals stay
 */
record LimitOptions(
    List<Scenario> scenarios,
    Path launcher,
    @Nullable String provider,
    String journal,
    boolean keep) {

  static String usage() {
    var list =
        Scenario.ALL.stream()
            .map(each ->
                "  %-17s about %3d s  %s%n".formatted(each.name(), each.seconds(), each.about()))
            .collect(Collectors.joining());
    int minutes = Scenario.ALL.stream().mapToInt(Scenario::seconds).sum() / 60 + 1;
    return """
    Usage: deploy/bench limits [--only NAME,...] [--provider COMMAND]
                               [--journal embedded|postgres] [--keep]
    Each figure is counted from the provider's own log of calls. Exit code 1 when one is missed.
    Scenarios (all of them take about %d minutes):
    %s  --only      these alone, in this order
      --provider  another provider's command. It is called with -addr HOST:PORT -log FILE and, as a
                  scenario needs them, -latency -sigma -rpm -rburst -tpm -tburst -out-tokens -p429
                  -headers=false; it must speak OpenAI's wire and answer GET /stats
      --journal   of the scenarios with one node (embedded); several nodes use PostgreSQL always
      --keep      keep the working folders (logs, journals)
    PostgreSQL is the one of WINDLASS_JOURNAL_POSTGRES_URL, else one of its own in a temporary folder.
    """
        .formatted(minutes, list);
  }

  /**
   * @throws IllegalArgumentException saying what is wrong, and the usage
   */
  static LimitOptions parse(String[] args, Path launcher) {
    var scenarios = new ArrayList<>(Scenario.ALL);
    String provider = null;
    var journal = "embedded";
    boolean keep = false;
    var words = new Words("bench limits", LimitOptions::usage, args);
    while (words.hasNext()) {
      var word = words.next();
      switch (word) {
        case "--only" -> {
          scenarios.clear();
          for (var name : words.value(word).split(",", -1)) {
            scenarios.add(named(words, name));
          }
        }
        case "--provider" -> provider = words.value(word);
        case "--journal" -> journal = words.journal(word);
        case "--keep" -> keep = true;
        default -> throw words.wrong("what is '" + word + "'?");
      }
    }
    return new LimitOptions(List.copyOf(scenarios), launcher, provider, journal, keep);
  }

  private static Scenario named(Words words, String name) {
    return Scenario.ALL.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> words.wrong("there is no scenario '" + name + "'"));
  }
}
