package dev.windlass.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * A provider's log of calls: one JSON object a line with {@code at} and {@code end} (nanoseconds
 * since 1970), {@code status}, {@code tokens}, {@code run} (the call's Idempotency-Key, {@code
 * RUN/STEP/ATTEMPT}), and of the simulated provider {@code lease} and {@code path}.
 */
public final class CallLog {
  /**
   * @param at arrival, in seconds since 1970
   * @param end of its answer, in seconds since 1970
   * @param tokens charged against the limits
   * @param run public id of the run
   * @param step path of the step
   * @param lease under which it was made, LIMIT/EPOCH, or empty
   * @param path it was sent to, or empty
   */
  public record Call(
      double at,
      double end,
      int status,
      long tokens,
      String run,
      String step,
      String lease,
      String path) {
    public Call(double at, double end, int status, long tokens, String run, String step) {
      this(at, end, status, tokens, run, step, "", "");
    }
  }

  private CallLog() {}

  public static List<Call> read(Path file) throws IOException {
    var calls = new ArrayList<Call>();
    forEach(file, calls::add);
    return calls;
  }

  /** As {@link #read}, one call after the other: of a log that is too long to be held. */
  public static void forEach(Path file, Consumer<Call> what) throws IOException {
    var json = new ObjectMapper();
    try (var lines = Files.lines(file)) {
      for (var line : (Iterable<String>) lines::iterator) {
        JsonNode call = json.readTree(line);
        var key = call.path("run").asText();
        int first = key.indexOf('/');
        int last = key.lastIndexOf('/');
        what.accept(
            new Call(
                call.path("at").asLong() / 1e9,
                call.path("end").asLong() / 1e9,
                call.path("status").asInt(),
                call.path("tokens").asLong(),
                first < 0 ? key : key.substring(0, first),
                first < last ? key.substring(first + 1, last) : "",
                call.path("lease").asText(),
                call.path("path").asText()));
      }
    }
  }

  /** Seconds from the first arrival of any run's first call to the last run's first call. */
  static double ramp(List<Call> calls) {
    var firsts = new HashMap<String, Double>();
    for (var call : calls) {
      firsts.merge(call.run(), call.at(), Math::min);
    }
    var times = firsts.values().stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return times.getMax() - times.getMin();
  }

  /** Seconds from the first arrival to the last answer. */
  static double makespan(List<Call> calls) {
    double first = calls.stream().mapToDouble(Call::at).min().orElse(0);
    return calls.stream().mapToDouble(Call::end).max().orElse(0) - first;
  }
}
