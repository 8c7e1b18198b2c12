package dev.windlass.engine.live;

import dev.windlass.engine.protocol.RunEvent;
import dev.windlass.engine.protocol.Streaming.Piece;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * What one watcher of a run has not taken yet. A reader who is slow gets the text of a step merged,
 * and of an object only the latest; text beyond the bound is left out from the step that has the
 * most of it, and the reader is told how much. So the writers of answers never wait for a reader,
 * and a reader costs no more memory than the bound. Not thread-safe.
 */
public final class LiveFeed {
  /** Steps remembered after their answer has ended, to tell when it is written anew. */
  private static final int ENDED_KEPT = 1_000;

  private final LiveSettings settings;
  private final Map<String, LiveText> texts = new LinkedHashMap<>();

  /** Steps that may have something for the reader, in turn. */
  private final SequencedSet<LiveText> ready = new LinkedHashSet<>();

  private int waiting;

  public LiveFeed(LiveSettings settings) {
    this.settings = settings;
  }

  public void hear(Piece piece) {
    var text = texts.computeIfAbsent(piece.path(), path -> new LiveText(path, settings));
    int before = text.waiting();
    if (text.hear(piece)) {
      waiting += text.waiting() - before;
      ready.add(text);
      bound();
    }
  }

  private void bound() {
    while (waiting > settings.mostChars()) {
      LiveText longest = null;
      for (var each : ready) {
        longest = longest == null || each.waiting() > longest.waiting() ? each : longest;
      }
      if (longest == null || longest.waiting() == 0) {
        return;
      }
      int before = longest.waiting();
      // more than need be, so that the next piece does not move all of it again
      longest.skip(Math.max(waiting - settings.mostChars(), before / 2));
      waiting += longest.waiting() - before;
    }
  }

  /** The next event for the reader, or null while there is none. */
  public @Nullable RunEvent next() {
    while (!ready.isEmpty()) {
      var text = ready.removeFirst();
      int before = text.waiting();
      var event = text.next();
      waiting += text.waiting() - before;
      if (event != null) {
        ready.addLast(text);
        return event;
      }
      if (text.isDone()) {
        text.letGo();
        forgetOld();
      }
    }
    return null;
  }

  /** Whether no answer is known to be under way. */
  public boolean isQuiet() {
    return ready.isEmpty() && texts.values().stream().allMatch(LiveText::isDone);
  }

  private void forgetOld() {
    for (Iterator<LiveText> each = texts.values().iterator();
        texts.size() > ENDED_KEPT && each.hasNext(); ) {
      if (each.next().isDone()) {
        each.remove();
      }
    }
  }
}
