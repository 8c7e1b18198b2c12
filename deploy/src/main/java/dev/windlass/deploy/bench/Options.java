package dev.windlass.deploy.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, and with what.
 *
 * @param launcher the {@code windlass} launcher
 * @param provider command of another provider, or null for the simulated one
 * @param journal embedded or postgres
 * @param seconds of load at latency 0
 */
record Options(
    List<String> scenarios,
    Path launcher,
    @Nullable String provider,
    String journal,
    int seconds,
    boolean keep) {
  static final String USAGE =
      """
      Usage: deploy/bench [SCENARIO...] [--provider COMMAND] [--journal embedded|postgres]
                          [--seconds N] [--keep]
         deploy/bench limits ...   how limits are kept and used; see deploy/bench limits --help
      Scenarios:
        durable  two-step chains at latency 0: durable steps a second, processor time a step
        wide     5,000 two-step runs all in flight at 1 s latency: makespan without the ramp
        heap     100,000 lines through a heap of 512 MiB
        latency  what the engine adds between two steps at 1,000 steps a second
        quick    durable for 20 s, then wide (the default)
        all      durable, wide, heap, latency
      --provider  another provider's command; called with -addr HOST:PORT -latency D -log FILE, it
                  must speak OpenAI's wire and count answers as "ok" at GET /stats
      --journal   postgres reads WINDLASS_JOURNAL_POSTGRES_URL, as the server does
      --seconds   of load in durable (45)
      --keep      keep the working folder (logs, journal)
      """;

  static Options parse(String[] args, Path launcher) {
    var scenarios = new ArrayList<String>();
    String provider = null;
    String journal = "embedded";
    int seconds = 45;
    boolean keep = false;
    var words = Arrays.asList(args).iterator();
    while (words.hasNext()) {
      var word = words.next();
      switch (word) {
        case "--provider" -> provider = value(word, words);
        case "--journal" -> journal = value(word, words);
        case "--seconds" -> seconds = Integer.parseInt(value(word, words));
        case "--keep" -> keep = true;
        case "durable", "wide", "heap", "latency" -> scenarios.add(word);
        case "all" -> scenarios.addAll(List.of("durable", "wide", "heap", "latency"));
        case "quick" -> {
          scenarios.addAll(List.of("durable", "wide"));
          seconds = 20;
        }
        default -> throw new IllegalArgumentException("bench: what is '" + word + "'?\n" + USAGE);
      }
    }
    if (scenarios.isEmpty()) {
      scenarios.addAll(List.of("durable", "wide"));
      seconds = Math.min(seconds, 20);
    }
    return new Options(scenarios, launcher, provider, journal, seconds, keep);
  }

  private static String value(String flag, java.util.Iterator<String> words) {
    if (!words.hasNext()) {
      throw new IllegalArgumentException("bench: " + flag + " needs a value\n" + USAGE);
    }
    return words.next();
  }
}
