package dev.windlass.deploy.cli.demo;

import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One request as the provider saw it.
 *
 * @param step which step of which run: the request's idempotency key without its attempt
 * @param status HTTP status of the answer, 0 when none was sent
 * @param arrivedMs epoch milliseconds
 * @param answeredMs epoch milliseconds of the answer's last byte, {@link #NEVER} when none was sent
 */
record Call(String step, int attempt, int status, long arrivedMs, long answeredMs) {
  static final long NEVER = Long.MAX_VALUE;
  private static final long NANOS_A_MS = 1_000_000;

  boolean good() {
    return status == 200 && answeredMs != NEVER;
  }

  /** Reads a provider's log; a last line that is cut off is left out. */
  static List<Call> readLog(Path log) throws IOException {
    var calls = new ArrayList<Call>();
    try (var lines = Files.lines(log)) {
      for (var line : (Iterable<String>) lines::iterator) {
        try {
          calls.add(of(Json.read(line)));
        } catch (StreamReadException cut) {
          // the process was ended while it wrote
        }
      }
    }
    return calls;
  }

  /** Times stand in the log as epoch nanoseconds; status 0 is a client that was gone. */
  static Call of(JsonNode line) {
    var key = line.path("run").asText();
    int end = key.lastIndexOf('/');
    int status = line.path("status").asInt();
    return new Call(
        end < 0 ? key : key.substring(0, end),
        end < 0 ? 0 : number(key.substring(end + 1)),
        status,
        line.path("at").asLong() / NANOS_A_MS,
        status == 0 ? NEVER : line.path("end").asLong() / NANOS_A_MS);
  }

  private static int number(String digits) {
    return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : 0;
  }
}
