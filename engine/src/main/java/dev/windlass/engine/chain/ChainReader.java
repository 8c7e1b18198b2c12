package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a chain from YAML or JSON and refuses, with its place, whatever can be known to be wrong.
 */
public final class ChainReader {
  private ChainReader() {}

  /**
   * What is wrong with a chain, and where.
   *
   * @param file as the caller named it, or null
   * @param line from 1, or 0 where there is no text (a parsed object)
   * @param column from 1, or 0
   * @param pointer RFC 6901
   * @param code kebab-case: unknown-field, required, wrong-type, out-of-range, ...
   * @param detail what is wrong and what to do
   */
  public record Fault(
      @Nullable String file, int line, int column, String pointer, String code, String detail) {
    @Override
    public String toString() {
      var place = file == null ? "" : file + ":";
      var at = line > 0 ? line + ":" + column + ": " : place.isEmpty() ? "" : " ";
      return place + at + detail + " (" + (pointer.isEmpty() ? "/" : pointer) + ")";
    }
  }

  /** A chain, or at least one fault. */
  public sealed interface Outcome {
    record Good(Chain chain) implements Outcome {}

    record Bad(List<Fault> faults) implements Outcome {}
  }

  /**
   * Reads YAML or JSON text (JSON is read as the YAML 1.2 subset it is).
   *
   * @param defaultName the name when the text has no {@code chain} key
   * @param file for messages, or null
   */
  public static Outcome read(String text, String defaultName, @Nullable String file) {
    throw new UnsupportedOperationException();
  }

  /** The same for a parsed object; faults have pointers and no lines. */
  public static Outcome read(JsonNode chain, String defaultName) {
    throw new UnsupportedOperationException();
  }
}
