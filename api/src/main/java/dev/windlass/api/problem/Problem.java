package dev.windlass.api.problem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that went wrong with one request.
 *
 * @param detail for a person: what, where, what to do
 * @param members further facts by name; texts, numbers and booleans
 * @param retryAfterSeconds for the header Retry-After, 0 for none
 */
public record Problem(
    ProblemType type,
    String detail,
    List<Fault> faults,
    Map<String, Object> members,
    int retryAfterSeconds) {

  /**
   * One place that is wrong; at most one of pointer, line and parameter is set.
   *
   * @param pointer RFC 6901 into the body
   * @param line of an upload, from 1
   * @param parameter name of a query parameter or header
   * @param code kebab-case
   */
  public record Fault(
      @Nullable String pointer,
      @Nullable Long line,
      @Nullable String parameter,
      String code,
      String detail) {
    public static Fault at(String pointer, String code, String detail) {
      return new Fault(pointer, null, null, code, detail);
    }

    public static Fault of(String parameter, String code, String detail) {
      return new Fault(null, null, parameter, code, detail);
    }
  }

  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, List.of(), Map.of(), 0);
  }

  /** A body that is wrong at one place. */
  public static Problem at(String pointer, String code, String detail) {
    return of(ProblemType.INVALID_REQUEST, detail).with(Fault.at(pointer, code, detail));
  }

  /** A query parameter or header that is wrong. */
  public static Problem parameter(String name, String code, String detail) {
    return of(ProblemType.INVALID_REQUEST, detail).with(Fault.of(name, code, detail));
  }

  public Problem with(Fault fault) {
    var all = new ArrayList<>(faults);
    all.add(fault);
    return new Problem(type, detail, all, members, retryAfterSeconds);
  }

  public Problem with(String member, Object value) {
    var all = new LinkedHashMap<>(members);
    all.put(member, value);
    return new Problem(type, detail, faults, all, retryAfterSeconds);
  }

  public Problem retryAfter(int seconds) {
    return new Problem(type, detail, faults, members, seconds);
  }

  /** For code that cannot answer itself; caught where requests are answered, and nowhere else. */
  public ProblemException thrown() {
    return new ProblemException(this);
  }
}
