package dev.windlass.workers.provider.simulated;

import java.util.SplittableRandom;

/** Words in a row, always the same for a seed. Pure. */
final class Words {
  private static final String[] WORDS = {
    "amber", "anchor", "autumn", "barrel", "basalt", "beacon", "birch", "bridge", "candle",
    "canvas", "cedar", "chain", "cinder", "clover", "copper", "coral", "cotton", "delta", "drift",
    "ember", "fern", "ferry", "field", "flint", "garden", "glacier", "granite", "harbour", "hazel",
    "heron", "hollow", "iron", "island", "ivory", "jasper", "juniper", "kettle", "lantern",
    "laurel", "ledger", "linen", "maple", "marble", "meadow", "mill", "mirror", "mortar", "nettle",
    "north", "oak", "ochre", "orchard", "pebble", "pewter", "quarry", "reed", "river", "saddle",
    "salt", "sparrow", "stone", "thistle", "timber", "willow"
  };

  private Words() {}

  static String some(long seed, int count) {
    var random = new SplittableRandom(seed);
    var text = new StringBuilder(count * 8);
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  /** A sentence of so many characters, or one less. */
  static String sentence(long seed, int characters) {
    var text = new StringBuilder(some(seed, Math.max(2, characters / 4)));
    text.setCharAt(0, Character.toUpperCase(text.charAt(0)));
    text.setLength(Math.min(text.length(), Math.max(2, characters - 1)));
    if (text.charAt(text.length() - 1) == ' ') {
      text.setLength(text.length() - 1);
    }
    return text.append('.').toString();
  }
}
