package dev.windlass.deploy.bench.speed;

import dev.windlass.deploy.bench.Scenarios;
import dev.windlass.deploy.bench.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code deploy/bench}.
 *
 * @param systems that are compared, by name
 * @param scenarios that are measured of Windlass alone, by name
 * @param seconds of load for each system
 * @param quick whether all of it has to end in three minutes, so that hardly anything is installed
 * @param provider command of another provider, or null for the simulated one
 * @param journal of the scenarios
 * @param keep whether working folders stay
 */
record SpeedOptions(
    List<String> systems,
    List<String> scenarios,
    int seconds,
    boolean quick,
    @Nullable String provider,
    String journal,
    boolean keep) {
  private static final int SECONDS = 60;
  private static final int QUICK_SECONDS = 10;
  private static final int LEAST_SECONDS = 6;
  private static final int MOST_SECONDS = 600;

  static String usage() {
    var systems =
        Contenders.ALL.stream()
            .map(each -> "  %-19s %s%n".formatted(each.name(), each.label()))
            .collect(Collectors.joining());
    var scenarios =
        Scenarios.NAMES.entrySet().stream()
            .map(each -> "  %-19s %s%n".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining());
    return """
    Usage: deploy/bench [quick|all] [--only NAME,...] [--provider COMMAND] [--seconds N]
                        [--journal embedded|postgres] [--keep]
       deploy/bench limits ...   how limits are kept and used; see deploy/bench limits --help
       deploy/bench scale ...    what more worker nodes bring; see deploy/bench scale --help
       deploy/bench jmh ...      the hot pure parts, by JMH; words go to JMH
    Two-step chains at latency 0: steps a second and what a step costs, in one table. Systems:
    %sFurther scenarios of Windlass alone, by --only or by their names:
    %s  quick       all systems with %d s of load each, in three minutes at most: peers that are not
                  installed are left out, but for the script by hand
      all         the systems and all scenarios
      --only      these systems and scenarios
      --provider  another provider's command. It is called with -addr HOST:PORT -latency D -log FILE;
                  it must speak OpenAI's wire and count answers as "ok" at GET /stats
      --seconds   of load for each system (%d); its last two thirds count
      --journal   of the scenarios (embedded); postgres reads WINDLASS_JOURNAL_POSTGRES_URL
      --keep      keep the working folders (logs, journals)
    Peers are installed by deploy/peers/install into deploy/target/peers, or WINDLASS_PEERS, when they
    are first needed. A system that cannot be measured has a line that says why.
    """
        .formatted(systems, scenarios, QUICK_SECONDS, SECONDS);
  }

  /**
   * @throws IllegalArgumentException saying what is wrong, and the usage
   */
  static SpeedOptions parse(String... args) {
    var named = new ArrayList<String>();
    int seconds = 0;
    boolean quick = false;
    String provider = null;
    var journal = "embedded";
    boolean keep = false;
    var words = new Words("bench", SpeedOptions::usage, args);
    while (words.hasNext()) {
      var word = words.next();
      switch (word) {
        case "quick" -> quick = true;
        case "all" -> {
          named.addAll(Contenders.names());
          named.addAll(Scenarios.NAMES.keySet());
        }
        case "--only" -> named.addAll(List.of(words.value(word).split(",", -1)));
        case "--provider" -> provider = words.value(word);
        case "--seconds" -> seconds = seconds(words, words.value(word));
        case "--journal" -> journal = words.journal(word);
        case "--keep" -> keep = true;
        default -> {
          if (word.startsWith("-")) {
            throw words.wrong("what is '" + word + "'?");
          }
          named.add(word);
        }
      }
    }
    for (var name : named) {
      if (!isSystem(name) && !Scenarios.NAMES.containsKey(name)) {
        throw words.wrong("there is no system and no scenario '" + name + "'");
      }
    }
    var systems = named.isEmpty() ? Contenders.names() : named;
    return new SpeedOptions(
        systems.stream().filter(SpeedOptions::isSystem).distinct().toList(),
        named.stream().filter(Scenarios.NAMES::containsKey).distinct().toList(),
        seconds > 0 ? seconds : quick ? QUICK_SECONDS : SECONDS,
        quick,
        provider,
        journal,
        keep);
  }

  private static boolean isSystem(String name) {
    return Contenders.names().contains(name);
  }

  private static int seconds(Words words, String text) {
    int seconds = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
      throw words.wrong(
          "--seconds is " + LEAST_SECONDS + " to " + MOST_SECONDS + ", not '" + text + "'");
    }
    return seconds;
  }
}
