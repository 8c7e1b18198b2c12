package dev.windlass.engine.collection;

import dev.windlass.engine.collection.CollectionEvent.DocumentsCame;
import dev.windlass.engine.protocol.Collecting.Document;
import dev.windlass.engine.protocol.Collecting.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Lays documents into events of a bounded size; a long one into several. Not thread-safe. */
final class Writing {
  private final long version;
  private final int eventChars;
  private final Instant now;
  private final List<CollectionEvent> events = new ArrayList<>();
  private List<Part> parts = new ArrayList<>();
  private List<Integer> chars = new ArrayList<>();
  private List<String> digests = new ArrayList<>();
  private int filled;

  /**
   * @param version of the collection before the first of these events
   * @param eventChars of one event, about: it is passed by less than one chunk
   */
  Writing(long version, int eventChars, Instant now) {
    this.version = version;
    this.eventChars = eventChars;
    this.now = now;
  }

  void add(Document document, List<String> chunks, String digest) {
    if (filled >= eventChars) {
      flush();
    }
    long of = version + events.size() + 1;
    int first = 0;
    do {
      int end = first;
      while (end < chunks.size() && (end == first || filled < eventChars)) {
        filled += chunks.get(end).length();
        end++;
      }
      parts.add(
          new Part(
              document.id(),
              document.source(),
              document.metadata(),
              of,
              first,
              List.copyOf(chunks.subList(first, end))));
      chars.add(first == 0 ? document.text().length() : 0);
      digests.add(first == 0 ? digest : "");
      first = end;
      if (first < chunks.size()) {
        flush();
      }
    } while (first < chunks.size());
  }

  private void flush() {
    if (!parts.isEmpty()) {
      events.add(new DocumentsCame(parts, chars, digests, now));
      parts = new ArrayList<>();
      chars = new ArrayList<>();
      digests = new ArrayList<>();
      filled = 0;
    }
  }

  List<CollectionEvent> events() {
    flush();
    return events;
  }
}
