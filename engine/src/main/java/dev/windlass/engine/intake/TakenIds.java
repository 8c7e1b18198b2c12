package dev.windlass.engine.intake;

import dev.windlass.engine.partition.Line;
import java.util.BitSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ids that a job's lines have used. A line whose id is its own number costs one bit; any other
 * id costs a 64-bit hash, so that ten million of them take about 130 MB while their upload lasts.
 * Two different ids meet in one hash with probability n^2 / 2^65 over n ids: 3 in a million for ten
 * million lines, and then one good line is refused as a duplicate. The hash is seeded anew for each
 * upload, so nobody can prepare such a pair. Not thread-safe.
 */
final class TakenIds {
  private final long seed = ThreadLocalRandom.current().nextLong();
  private final LongSet hashes = new LongSet();
  private final BitSet numbered = new BitSet();
  private boolean someAreNumbers;

  /** How many ids cost memory. */
  long size() {
    return hashes.size();
  }

  /** Remembers a line that was accepted before. */
  void remember(Line line, long number) {
    if (line.id() == null) {
      numbered.set((int) number);
    } else {
      hashes.add(hash(line.id()));
      someAreNumbers |= asNumber(line.id()) > 0;
    }
  }

  /** The line with the id it keeps: a second use of an id is a fault, and its id is {@code #n}. */
  Line settle(Line line, long number) {
    var id = line.id();
    long named = id == null ? number : asNumber(id);
    if (id == null || named == number) {
      var own = id == null && !someAreNumbers ? "" : Long.toString(number);
      if (someAreNumbers && hashes.contains(hash(own))) {
        return duplicate(line, own, number);
      }
      numbered.set((int) number);
      return id == null ? line : new Line(null, line.text(), line.fault(), line.digest(), 0, 0);
    }
    if (named > 0 && numbered.get((int) named)) {
      return duplicate(line, id, number);
    }
    if (!hashes.add(hash(id))) {
      return duplicate(line, id, number);
    }
    someAreNumbers |= named > 0;
    return line;
  }

  private static Line duplicate(Line line, String id, long number) {
    var fault =
        line.fault() != null
            ? line.fault()
            : new Line.Fault("duplicate", "the id \"" + id + "\" was used by an earlier line");
    return new Line("#" + number, line.text(), fault, line.digest(), 0, 0);
  }

  /** The line number that this id could be taken for, or 0. */
  private static long asNumber(String id) {
    if (id.isEmpty() || id.length() > 9 || id.charAt(0) == '0') {
      return 0;
    }
    long number = 0;
    for (int i = 0; i < id.length(); i++) {
      int digit = id.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private long hash(String id) {
    long h = seed ^ id.length();
    for (int i = 0; i < id.length(); i++) {
      h = (h ^ id.charAt(i)) * 0x9E3779B97F4A7C15L;
      h ^= h >>> 32;
    }
    // the last mixing of MurmurHash3 (Appleby, public domain): every bit moves every other
    h = (h ^ (h >>> 33)) * 0xFF51AFD7ED558CCDL;
    h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return h ^ (h >>> 33);
  }
}
