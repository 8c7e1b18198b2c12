package dev.windlass.deploy.bench.scale;

import dev.windlass.deploy.bench.Words;
import java.util.Arrays;
import java.util.List;

/**
 * The command line of {@code deploy/bench scale}.
 *
 * @param workers numbers of worker nodes, one after the other
 * @param seconds of load that count
 * @param pool calls in flight of each
 * @param latencyMs of the provider
 * @param keep whether working folders stay
 */
record ScaleOptions(List<Integer> workers, int seconds, int pool, int latencyMs, boolean keep) {
  static String usage() {
    return """
    Usage: deploy/bench scale [--workers 1,2,4] [--seconds N] [--pool N] [--latency MS] [--keep]
    One node with engine and API, and worker nodes, each in a process and, as root, in a network
    namespace of its own; a provider whose latency makes calls the bottleneck. Exit code 1 when two
    workers do less than 1.9 times what one does, or four less than 3.7 times.
      --workers   numbers of worker nodes, one after the other (1,2,4)
      --seconds   of load that count (30)
      --pool      calls in flight of each worker (200)
      --latency   of the provider, in milliseconds (500)
      --keep      keep the working folders
    """;
  }

  /**
   * @throws IllegalArgumentException saying what is wrong, and the usage
   */
  static ScaleOptions parse(String... args) {
    var workers = List.of(1, 2, 4);
    int seconds = 30;
    int pool = 200;
    int latencyMs = 500;
    boolean keep = false;
    var words = new Words("bench scale", ScaleOptions::usage, args);
    while (words.hasNext()) {
      var word = words.next();
      switch (word) {
        case "--workers" ->
            workers =
                Arrays.stream(words.value(word).split(",", -1))
                    .map(each -> number(words, word, each, 16))
                    .toList();
        case "--seconds" -> seconds = number(words, word, words.value(word), 600);
        case "--pool" -> pool = number(words, word, words.value(word), 10_000);
        case "--latency" -> latencyMs = number(words, word, words.value(word), 60_000);
        case "--keep" -> keep = true;
        default -> throw words.wrong("what is '" + word + "'?");
      }
    }
    return new ScaleOptions(workers, seconds, pool, latencyMs, keep);
  }

  private static int number(Words words, String flag, String text, int most) {
    int number = text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > most) {
      throw words.wrong(flag + " is 1 to " + most + ", not '" + text + "'");
    }
    return number;
  }
}
