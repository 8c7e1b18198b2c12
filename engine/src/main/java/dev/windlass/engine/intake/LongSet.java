package dev.windlass.engine.intake;

import java.util.Arrays;

/**
 * A set of 64-bit numbers, by open addressing with linear probing. It is cut into segments by the
 * topmost bits, so that growing never needs a second copy of the whole. Not thread-safe.
 */
final class LongSet {
  private static final int SEGMENT_BITS = 6;
  private static final int FIRST_SLOTS = 16;

  private final long[][] segments = new long[1 << SEGMENT_BITS][];
  private final int[] sizes = new int[1 << SEGMENT_BITS];
  private long size;

  /**
   * Adds a number whose bits are well mixed; 0 counts as 1.
   *
   * @return whether it was not there before
   */
  boolean add(long number) {
    long value = number == 0 ? 1 : number;
    int at = (int) (value >>> (Long.SIZE - SEGMENT_BITS));
    var slots = segments[at];
    if (slots == null) {
      slots = new long[FIRST_SLOTS];
      segments[at] = slots;
    } else if (sizes[at] * 4L >= slots.length * 3L) {
      slots = grown(slots);
      segments[at] = slots;
    }
    int slot = find(slots, value);
    if (slots[slot] == value) {
      return false;
    }
    slots[slot] = value;
    sizes[at]++;
    size++;
    return true;
  }

  boolean contains(long number) {
    long value = number == 0 ? 1 : number;
    var slots = segments[(int) (value >>> (Long.SIZE - SEGMENT_BITS))];
    return slots != null && slots[find(slots, value)] == value;
  }

  long size() {
    return size;
  }

  private static int find(long[] slots, long value) {
    int mask = slots.length - 1;
    int slot = (int) value & mask;
    while (slots[slot] != 0 && slots[slot] != value) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static long[] grown(long[] slots) {
    var larger = new long[slots.length * 2];
    Arrays.stream(slots).filter(v -> v != 0).forEach(v -> larger[find(larger, v)] = v);
    return larger;
  }
}
