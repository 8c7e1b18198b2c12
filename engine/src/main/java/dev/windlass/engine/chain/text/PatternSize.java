package dev.windlass.engine.chain.text;

import java.util.ArrayDeque;

/**
 * About how many instructions a regular expression unrolls to: {@code (a{100}){100}} is ten
 * thousand. Read loosely, as a guard before the real parser sees it; what it misreads it counts too
 * high rather than too low.
 */
public final class PatternSize {
  private static final long MUCH = 1L << 40;

  /** What was read of one group: everything before its last atom, and that atom. */
  private static final class Group {
    long before;
    long last;

    void atom(long size) {
      before = Math.min(MUCH, before + last);
      last = size;
    }

    long size() {
      return Math.min(MUCH, before + last + 1);
    }
  }

  private PatternSize() {}

  public static long of(String pattern) {
    var groups = new ArrayDeque<Group>();
    groups.push(new Group());
    int at = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      var group = groups.getFirst();
      switch (c) {
        case '\\' -> {
          at = escape(pattern, at);
          group.atom(1);
        }
        case '[' -> {
          at = charClass(pattern, at);
          group.atom(1);
        }
        case '(' -> groups.push(new Group());
        case ')' -> {
          if (groups.size() > 1) {
            long size = groups.pop().size();
            groups.getFirst().atom(size + 1);
          }
        }
        case '{' -> {
          int close = pattern.indexOf('}', at);
          long times = close < 0 ? 1 : repetitions(pattern.substring(at + 1, close));
          group.last = Math.min(MUCH, Math.max(1, group.last) * times);
        }
        case '*', '+', '?', '|' -> group.last = Math.min(MUCH, group.last + 1);
        default -> group.atom(1);
      }
      at++;
    }
    long total = 0;
    for (var open : groups) {
      total = Math.min(MUCH, total + open.size());
    }
    return total;
  }

  /** The offset of an escape's last character. */
  private static int escape(String pattern, int at) {
    boolean named =
        at + 2 < pattern.length()
            && (pattern.charAt(at + 1) == 'p'
                || pattern.charAt(at + 1) == 'P'
                || pattern.charAt(at + 1) == 'x')
            && pattern.charAt(at + 2) == '{';
    int close = named ? pattern.indexOf('}', at) : -1;
    return close > 0 ? close : at + 1;
  }

  private static int charClass(String pattern, int at) {
    int i = at + 1;
    if (i < pattern.length() && pattern.charAt(i) == '^') {
      i++;
    }
    if (i < pattern.length() && pattern.charAt(i) == ']') {
      i++;
    }
    while (i < pattern.length() && pattern.charAt(i) != ']') {
      i += pattern.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }

  private static long repetitions(String braces) {
    long largest = 1;
    for (var part : braces.split(",", 3)) {
      boolean number = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
      if (number) {
        largest = Math.max(largest, part.length() > 6 ? 1_000_000 : Long.parseLong(part));
      }
    }
    return largest;
  }
}
