package dev.windlass.engine.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Which keys stand where. */
final class Keys {
  static final List<String> CHAIN =
      List.of(
          "chain",
          "description",
          "model",
          "options",
          "system",
          "history",
          "retry",
          "timeout",
          "fallback",
          "cache",
          "template",
          "inputs",
          "defaults",
          "output",
          "grid",
          "repeat_runs",
          "steps",
          "chains");

  /** What every step may have. */
  private static final List<String> STEP =
      List.of("id", "as", "when", "overwrite", "defaults", "template");

  /** Each kind of step with the keys it has beside those; its own name is the first. */
  static final Map<String, List<String>> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put(
        "ask",
        List.of(
            "ask",
            "model",
            "options",
            "system",
            "history",
            "retry",
            "timeout",
            "fallback",
            "cache",
            "answer",
            "repair",
            "stop",
            "trim",
            "raw",
            "examples",
            "tools",
            "max_rounds"));
    KINDS.put("set", List.of("set"));
    KINDS.put("parallel", List.of("parallel", "on_error"));
    KINDS.put("each", List.of("each", "name", "index", "limit", "do", "on_error"));
    KINDS.put("fold", List.of("fold", "name", "carry", "start", "do"));
    KINDS.put("choose", List.of("choose"));
    KINDS.put("retrieve", List.of("retrieve", "from", "k", "mode", "retry", "timeout"));
    KINDS.put("embed", List.of("embed", "model", "options", "retry", "timeout"));
    KINDS.put("compute", List.of("compute"));
    KINDS.put("repeat", List.of("repeat", "until", "max"));
    KINDS.put("use", List.of("use", "with"));
    KINDS.put("fail", List.of("fail"));
  }

  private Keys() {}

  /** All keys that a step of this kind may have. */
  static List<String> ofStep(String kind) {
    var all = new ArrayList<>(KINDS.getOrDefault(kind, List.of()));
    all.addAll(STEP);
    return all;
  }

  /** All keys that some step may have, the kinds first. */
  static List<String> ofAnyStep() {
    var all = new LinkedHashSet<>(KINDS.keySet());
    all.addAll(STEP);
    KINDS.values().forEach(all::addAll);
    return List.copyOf(all);
  }

  /** The kinds of step that have a key, as words. */
  static String kindsWith(String key) {
    return String.join(
        ", ", KINDS.keySet().stream().filter(kind -> ofStep(kind).contains(key)).toList());
  }
}
