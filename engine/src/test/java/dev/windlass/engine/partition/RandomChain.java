package dev.windlass.engine.partition;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Chains of every kind of step, nested, from a seed. Their inputs are {@code x} and {@code items}.
 */
final class RandomChain {
  private final Random random;
  private int names;

  RandomChain(Random random) {
    this.random = random;
  }

  String text() {
    var inner =
        "{inputs: [y], steps: [{ask: 'u {y}', as: a}, {ask: 'v {a}', fallback: [other/one], as: b}],"
            + " output: b}";
    return "{inputs: [x, items], system: 'about {x}', chains: {inner: "
        + inner
        + "}, steps: "
        + steps(2, "x")
        + "}";
  }

  private String steps(int depth, String reads) {
    var steps = new ArrayList<String>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      steps.add("{" + step(depth, reads) + "}");
    }
    return "[" + String.join(", ", steps) + "]";
  }

  private String step(int depth, String reads) {
    var name = "v" + names++;
    return switch (random.nextInt(depth == 0 ? 5 : 11)) {
      case 0 -> "set: {" + name + ": 'set {" + reads + "}'}";
      case 1 -> "ask: 'n {" + reads + "}', answer: number, repair: 1, as: " + name;
      case 2 -> "ask: 't {" + reads + "}', as: " + name;
      case 3 -> "compute: '2 ** 3 - 1', as: " + name;
      case 4 -> "ask: 'f {" + reads + "}', fallback: [other/one, other/two], as: " + name;
      case 5 ->
          "repeat: "
              + steps(depth - 1, reads)
              + ", until: 'x > 1', max: "
              + (1 + random.nextInt(3))
              + ", as: "
              + name;
      case 6 -> "use: inner, with: {y: '{" + reads + "}'}, as: " + name;
      case 7 -> {
        var branches = new ArrayList<String>();
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
          branches.add("b" + names++ + ": " + steps(depth - 1, reads));
        }
        yield "parallel: {" + String.join(", ", branches) + "}" + keep() + ", as: " + name;
      }
      case 8 -> {
        var item = "i" + names++;
        yield "each: '{items}', name: "
            + item
            + ", limit: "
            + (1 + random.nextInt(3))
            + ", do: "
            + steps(depth - 1, item)
            + keep()
            + ", as: "
            + name;
      }
      case 9 -> {
        var item = "i" + names++;
        var carry = "c" + names++;
        yield "fold: '{items}', name: "
            + item
            + ", carry: "
            + carry
            + ", start: '', do: "
            + steps(depth - 1, random.nextBoolean() ? item : carry)
            + ", as: "
            + name;
      }
      default ->
          "choose: [{when: 'x > 1', do: "
              + steps(depth - 1, reads)
              + "}, {else: "
              + steps(depth - 1, reads)
              + "}]";
    };
  }

  private String keep() {
    return random.nextBoolean() ? ", on_error: keep" : "";
  }

  List<String> lines(int count) {
    var lines = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      var items = new ArrayList<String>();
      for (int k = random.nextInt(4); k > 0; k--) {
        items.add("\"w" + k + "\"");
      }
      lines.add("{\"x\":" + random.nextInt(4) + ",\"items\":[" + String.join(",", items) + "]}");
    }
    return lines;
  }
}
