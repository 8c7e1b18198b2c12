package dev.windlass.engine.results;

import java.util.ArrayList;
import java.util.List;

/** Rows on their way out together, bounded by number and by bytes. */
final class Chunk {
  private final ResultsSettings settings;
  private final List<ResultItem> items = new ArrayList<>();
  private long bytes;

  Chunk(ResultsSettings settings) {
    this.settings = settings;
  }

  void add(ResultItem item, long itemBytes) {
    items.add(item);
    bytes += itemBytes;
  }

  boolean isFull() {
    return items.size() >= settings.chunkRows() || bytes >= settings.chunkBytes();
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  List<ResultItem> items() {
    return items;
  }
}
