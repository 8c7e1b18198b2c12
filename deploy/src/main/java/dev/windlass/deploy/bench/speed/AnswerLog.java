package dev.windlass.deploy.bench.speed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * When a provider answered, from its log: one JSON object a call, with {@code end} (nanoseconds
 * since 1970) and {@code status}. A load of a minute is half a million of them, so only times stay.
 */
final class AnswerLog {
  private static final int OK = 200;

  private final long[] answers;
  private final long others;

  /**
   * @param answers times of answers 200, in order, in nanoseconds since 1970
   */
  private AnswerLog(long[] answers, long others) {
    this.answers = answers;
    this.others = others;
  }

  static AnswerLog read(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return read(in);
    }
  }

  /** A last line that was cut off counts as none. */
  static AnswerLog read(InputStream in) throws IOException {
    var answers = LongStream.builder();
    long others = 0;
    try (var json = new JsonFactory().createParser(in)) {
      while (json.nextToken() != null) {
        long end = endOf(json);
        if (end >= 0) {
          answers.add(end);
        } else {
          others++;
        }
      }
    } catch (JsonEOFException cutOff) {
      // the provider was stopped while it wrote
    }
    var times = answers.build().toArray();
    Arrays.sort(times);
    return new AnswerLog(times, others);
  }

  /** Time of this call's answer, or -1 when that was not 200. */
  private static long endOf(JsonParser json) throws IOException {
    long end = 0;
    int status = 0;
    int depth = 1;
    while (depth > 0) {
      var token = json.nextToken();
      if (token == null) {
        throw new JsonEOFException(json, null, "cut off");
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (depth == 1 && token == JsonToken.VALUE_NUMBER_INT) {
        switch (json.currentName()) {
          case "end" -> end = json.getLongValue();
          case "status" -> status = json.getIntValue();
          default -> {}
        }
      }
    }
    return status == OK ? end : -1;
  }

  /** Answers 200 after {@code from} and not after {@code to}, in seconds since 1970. */
  long between(double from, double to) {
    return until(to) - until(from);
  }

  /** Answers 200 until then. */
  long until(double seconds) {
    int at = Arrays.binarySearch(answers, (long) (seconds * 1e9) + 1);
    return at < 0 ? -at - 1 : at;
  }

  /** Calls that were answered otherwise, or whose client was gone. */
  long others() {
    return others;
  }

  /** Time of the last answer 200 in seconds since 1970, or 0. */
  double last() {
    return answers.length == 0 ? 0 : answers[answers.length - 1] / 1e9;
  }
}
