package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code deploy/faults}.
 *
 * @param only names of faults, in their order
 * @param times each is done
 * @param brief one shortened run of each that fits, on one cluster
 * @param previous jar of the version before, or null
 * @param lines of the long job
 * @param keep whether working folders stay
 */
record NightlyOptions(
    List<String> only, int times, boolean brief, @Nullable Path previous, int lines, boolean keep) {
  static final String MILLION = "million";
  private static final int TIMES = 5;
  private static final int LINES = 1_000_000;

  /** What there is, with what happens in it. */
  static final Map<String, String> ALL = all();

  private static Map<String, String> all() {
    var all = new LinkedHashMap<String, String>();
    all.put("F2", "kill -9 of one of three nodes");
    all.put("F3", "SIGTERM to one node after the other, each started again");
    all.put("F4", "SIGSTOP of one node for 10 s and for 60 s");
    all.put("F5", "one node cut off: whole, one way, flapping (needs root)");
    all.put("F6", "the database crashes again and again for a minute");
    all.put("F7", "the database does not answer for 60 s");
    all.put("F18", "node after node from another version to this one and back (--previous)");
    all.put(MILLION, "a long job of one step, one node of three killed every 30 s");
    return all;
  }

  static String usage() {
    var list =
        ALL.entrySet().stream()
            .map(each -> "  %-8s %s%n".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining());
    return """
    Usage: deploy/faults [--only NAME,...] [--times N] [--short] [--previous JAR] [--lines N] [--keep]
    Three nodes, a PostgreSQL and a simulated provider, each a process, and jobs of two steps at the
    provider's limit; faults are done to them and judged by the provider's log and by what clients got.
    Prints a table; exit code 1 when a promise was broken. Faults:
    %s  --only      these alone (all but %s)
      --times     each is done (%d)
      --short     one shortened run of each that fits, on one cluster: about four minutes
      --previous  windlass.jar of the version before, with its lib folder beside it
      --lines     of %s (%,d)
      --keep      keep the working folders (logs, the provider's calls)
    Everything runs on this machine alone and is stopped in the end. F5 needs root and ip of iproute2.
    """
        .formatted(list, MILLION, TIMES, MILLION, LINES);
  }

  /**
   * @throws IllegalArgumentException saying what is wrong, and the usage
   */
  static NightlyOptions parse(String... args) {
    var only = new ArrayList<String>();
    int times = TIMES;
    boolean brief = false;
    Path previous = null;
    int lines = LINES;
    boolean keep = false;
    var words = new Words("faults", NightlyOptions::usage, args);
    while (words.hasNext()) {
      var word = words.next();
      switch (word) {
        case "--only" -> only.addAll(List.of(words.value(word).split(",", -1)));
        case "--times" -> times = number(words, word, 100);
        case "--short" -> brief = true;
        case "--previous" -> previous = jar(words, words.value(word));
        case "--lines" -> lines = number(words, word, 100_000_000);
        case "--keep" -> keep = true;
        default -> throw words.wrong("what is '" + word + "'?");
      }
    }
    for (var name : only) {
      if (!ALL.containsKey(name)) {
        throw words.wrong("there is no fault '" + name + "'");
      }
    }
    if (only.isEmpty()) {
      ALL.keySet().stream().filter(name -> !name.equals(MILLION)).forEach(only::add);
    }
    return new NightlyOptions(List.copyOf(only), brief ? 1 : times, brief, previous, lines, keep);
  }

  private static int number(Words words, String flag, int most) {
    var text = words.value(flag);
    int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > most) {
      throw words.wrong(flag + " is 1 to " + most + ", not '" + text + "'");
    }
    return number;
  }

  private static Path jar(Words words, String text) {
    var jar = Path.of(text).toAbsolutePath();
    if (!Files.isReadable(jar) || !Files.isDirectory(jar.resolveSibling("lib"))) {
      throw words.wrong("--previous " + text + " is no windlass.jar with its lib beside it");
    }
    return jar;
  }
}
