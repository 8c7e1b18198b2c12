package dev.windlass.engine.results;

import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.RunView;

/** One thing that a reader of results gets. */
public sealed interface ResultItem {
  /** The position after this item. */
  String cursor();

  record Row(String cursor, RunView run) implements ResultItem {}

  /** A line that has not ended, where gaps were asked for. */
  record Gap(String cursor, long line, String lineId, RunStatus status) implements ResultItem {}

  /** The wait was over; more will come behind this cursor. */
  record More(String cursor) implements ResultItem {}

  /** Every result is out. */
  record End(String cursor) implements ResultItem {}
}
