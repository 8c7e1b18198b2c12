package dev.windlass.deploy.cli.term;

import java.util.ArrayList;
import java.util.List;

/** Rows under headings, each column as wide as its widest cell. Numbers stand to the right. */
public final class Table {
  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  /** A heading that ends in {@code >} makes a column of numbers; the sign is not shown. */
  public Table(String... headings) {
    this.headings = List.of(headings);
  }

  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  public List<String> lines() {
    var widths = new int[headings.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = name(c).length();
      for (var row : rows) {
        widths[c] = Math.max(widths[c], Text.visible(row.get(c)).length());
      }
    }
    var lines = new ArrayList<String>();
    var names = new ArrayList<String>();
    for (int c = 0; c < widths.length; c++) {
      names.add(name(c));
    }
    lines.add(line(names, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private String name(int column) {
    var heading = headings.get(column);
    return right(column) ? heading.substring(0, heading.length() - 1) : heading;
  }

  private boolean right(int column) {
    return headings.get(column).endsWith(">");
  }

  private String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      var cell = Text.visible(cells.get(c));
      var room = " ".repeat(widths[c] - cell.length());
      line.append(c == 0 ? "" : "  ").append(right(c) ? room + cell : cell + room);
    }
    return line.toString().stripTrailing();
  }
}
