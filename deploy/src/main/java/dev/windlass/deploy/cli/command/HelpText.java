package dev.windlass.deploy.cli.command;

import java.util.ArrayList;
import java.util.List;

/** The list of commands. Plain text, so that asking for it loads nothing. */
final class HelpText {
  private HelpText() {}

  static List<String> overview() {
    var lines = new ArrayList<String>();
    lines.add("windlass runs chains of prompts over large workloads: durable, within every limit.");
    lines.add("");
    lines.add(
        "  windlass demo                                            see it work, no key needed");
    lines.add("  windlass run \"Summarise: {text}\" rows.jsonl -m openai/gpt-4o-mini -o out.jsonl");
    var group = "";
    for (var entry : Verbs.ALL.entrySet()) {
      if (!entry.getValue().group().equals(group)) {
        group = entry.getValue().group();
        lines.add("");
        lines.add(group + ":");
      }
      lines.add(
          "  "
              + entry.getKey()
              + " ".repeat(12 - entry.getKey().length())
              + entry.getValue().does());
    }
    lines.add("");
    lines.add("windlass COMMAND --help says more of each. WINDLASS_URL names a server elsewhere.");
    lines.add("Exit: 0 done, 1 broken, 2 wrong use, 3 lines failed, 4 not found, 5 not allowed,");
    lines.add("      6 no answer, 7 conflict, 8 not done in time, 130 left by Ctrl-C.");
    return lines;
  }
}
