package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.source.SourceText;
import java.util.List;
import java.util.Locale;
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
    return read(text, defaultName, file, SubChains.NONE);
  }

  /**
   * The same.
   *
   * @param elsewhere where the chains are that it uses and that do not come with it; one that is
   *     not known there either is among {@link Chain#missing} afterwards, and no fault yet
   */
  public static Outcome read(
      String text, String defaultName, @Nullable String file, SubChains elsewhere) {
    return read(SourceText.read(text), defaultName, file, elsewhere);
  }

  /** The same for a parsed object; faults have pointers and no lines. */
  public static Outcome read(JsonNode chain, String defaultName) {
    return read(chain, defaultName, SubChains.NONE);
  }

  /** The same for a parsed object, with what it may use. */
  public static Outcome read(JsonNode chain, String defaultName, SubChains elsewhere) {
    return read(SourceText.of(chain), defaultName, null, elsewhere);
  }

  /**
   * A chain's text as the object it is, unread.
   *
   * @throws IllegalArgumentException where it is neither YAML nor JSON, with the place
   */
  public static JsonNode written(String text, String file) {
    var source = SourceText.read(text);
    var faults = new Faults(source, file);
    var root = source.root();
    if (root == null || faults.count() > 0) {
      throw new IllegalArgumentException(
          faults.count() == 0 ? file + " is empty" : faults.sorted().getFirst().toString());
    }
    return root;
  }

  private static Outcome read(
      SourceText source, String defaultName, @Nullable String file, SubChains elsewhere) {
    var faults = new Faults(source, file);
    var root = source.root();
    if (root != null) {
      var reading =
          new Reading(faults, Uses.of(elsewhere), List.of(new Reading.Around(defaultName, null)));
      var chain = new ChainParts(new At(root, "", faults), defaultName, reading).read();
      if (chain != null && faults.count() == 0) {
        return new Outcome.Good(chain);
      }
    }
    return new Outcome.Bad(faults.sorted());
  }

  /**
   * A chain's name from a file's: {@code chains/Capital City.yaml} is {@code capital-city}. What
   * has no letter or digit is {@code chain}.
   */
  public static String nameOf(String file) {
    int slash = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
    var base = file.substring(slash + 1).toLowerCase(Locale.ROOT);
    int dot = base.lastIndexOf('.');
    var name = new StringBuilder();
    for (char c : (dot > 0 ? base.substring(0, dot) : base).toCharArray()) {
      boolean fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      boolean joins = !name.isEmpty() && name.charAt(name.length() - 1) != '-';
      if (fits) {
        name.append(c);
      } else if (joins) {
        name.append('-');
      }
    }
    int end = Math.min(64, name.length());
    while (end > 0 && name.charAt(end - 1) == '-') {
      end--;
    }
    return end == 0 ? "chain" : name.substring(0, end);
  }
}
