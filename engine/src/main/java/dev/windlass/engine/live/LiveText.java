package dev.windlass.engine.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.text.JsonItems;
import dev.windlass.engine.chain.text.JsonSoFar;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RunEvent;
import dev.windlass.engine.protocol.Streaming.Piece;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one step as one watcher sees it: what came and was not taken yet, which request it
 * is of, and whether that request replaced another. Not thread-safe.
 */
final class LiveText {
  /** Requests that were replaced and may still be heard of. */
  private static final int REPLACED_KEPT = 16;

  /** A node name is no secret, and no two requests share one; what came first is of no meaning. */
  private static final String NONE = "";

  private final String path;
  private final LiveSettings settings;
  private final Deque<String> replaced = new ArrayDeque<>();
  private String call = NONE;
  private int take;
  private int ask;

  /** Requests for the same question that this watcher has heard of. */
  private int attempt;

  private ModelCall.Shape shape = ModelCall.Shape.TEXT;

  private final StringBuilder waiting = new StringBuilder();

  /** Of the first character that waits. */
  private int waitingFrom;

  /** The offset that the next piece should have. */
  private int expected;

  /** Up to where the reader was told. */
  private int given;

  private boolean whole;
  private boolean wholeGiven;

  /** The reader knows something of this step's answer that may turn out worthless. */
  private boolean told;

  private @Nullable String restarted;

  /** The text so far, for JSON alone and while it is not too long. */
  private final StringBuilder all = new StringBuilder();

  private boolean partialDue;
  private @Nullable JsonNode lastPartial;
  private @Nullable JsonItems items;
  private int itemsGiven;

  LiveText(String path, LiveSettings settings) {
    this.path = path;
    this.settings = settings;
  }

  /** False when it is of a request that another has replaced. */
  boolean hear(Piece piece) {
    if (!piece.call().equals(call) && !begin(piece)) {
      return false;
    }
    boolean ends = piece.whole() && !whole;
    whole |= ends;
    int known = Math.clamp(expected - piece.offset(), 0, piece.text().length());
    var text = piece.text().substring(known); // the rest was said before
    int from = piece.offset() + known;
    if (from < expected || (from == expected && text.isEmpty())) {
      if (ends) {
        read("");
      }
      return true;
    }
    if (from > expected) { // a gap
      waiting.setLength(0);
      stopReading();
    }
    if (waiting.isEmpty()) {
      waitingFrom = from;
    }
    if (settings.tokens()) {
      waiting.append(text);
    } else {
      waitingFrom = from + text.length();
    }
    expected = from + text.length();
    read(text);
    return true;
  }

  private boolean begin(Piece piece) {
    if (replaced.contains(piece.call())
        || piece.take() < take
        || (piece.take() == take && piece.ask() < ask)) {
      return false;
    }
    boolean same = piece.take() == take && piece.ask() == ask;
    if (told) {
      restarted = piece.take() > take ? "retake" : same ? "retry" : "again";
    }
    if (!call.isEmpty()) {
      replaced.add(call);
      if (replaced.size() > REPLACED_KEPT) {
        replaced.poll();
      }
    }
    attempt = Math.max(piece.attempt(), same ? attempt + 1 : 1);
    call = piece.call();
    take = piece.take();
    ask = piece.ask();
    shape = piece.shape();
    waiting.setLength(0);
    all.setLength(0);
    waitingFrom = 0;
    expected = 0;
    given = 0;
    whole = false;
    wholeGiven = false;
    told = false;
    partialDue = false;
    lastPartial = null;
    itemsGiven = 0;
    items =
        settings.partials() && shape == ModelCall.Shape.ITEMS
            ? new JsonItems(settings.mostChars())
            : null;
    return true;
  }

  private void read(String text) {
    if (!settings.partials()) {
      return;
    }
    if (items != null) {
      items.add(text);
    } else if (shape == ModelCall.Shape.JSON) {
      if (all.length() + text.length() > settings.mostChars()) {
        stopReading();
        return;
      }
      all.append(text);
      partialDue = true;
    }
  }

  private void stopReading() {
    all.setLength(0);
    items = null;
    shape = ModelCall.Shape.TEXT;
    partialDue = false;
  }

  /** Characters that wait for the reader. */
  int waiting() {
    return waiting.length();
  }

  /** Leaves out the oldest of what waits; the reader is told how much. */
  void skip(int chars) {
    int most = Math.min(chars, waiting.length());
    if (most > 0 && most < waiting.length() && Character.isLowSurrogate(waiting.charAt(most))) {
      most++;
    }
    waiting.delete(0, most);
    waitingFrom += most;
  }

  /** The next event, or null. */
  @Nullable RunEvent next() {
    if (restarted != null) {
      var reason = restarted;
      restarted = null;
      return new RunEvent.Restarted(path, ask, attempt, reason);
    }
    if (settings.tokens() && (!waiting.isEmpty() || (whole && !wholeGiven))) {
      return tokens();
    }
    return settings.partials() ? part() : null;
  }

  private RunEvent tokens() {
    var text = waiting.toString();
    int skipped = waitingFrom - given;
    var event = new RunEvent.Tokens(path, ask, attempt, waitingFrom, skipped, text, whole);
    given = waitingFrom + text.length();
    waitingFrom = given;
    waiting.setLength(0);
    wholeGiven = whole;
    told |= !text.isEmpty() || event.skipped() > 0;
    return event;
  }

  private @Nullable RunEvent part() {
    if (items != null) {
      var item = items.next();
      if (item != null) {
        told = true;
        return new RunEvent.Item(path, ask, itemsGiven++, item);
      }
    }
    if (!partialDue) {
      return null;
    }
    partialDue = false;
    var value = JsonSoFar.of(all.toString());
    if (value == null || (value.equals(lastPartial) && !whole)) {
      return null;
    }
    lastPartial = value;
    told = true;
    return new RunEvent.Partial(path, ask, value, whole);
  }

  /** Whether the reader knows all there is, and the answer has ended. */
  boolean isDone() {
    return whole
        && (wholeGiven || !settings.tokens())
        && !partialDue
        && (items == null || !items.hasNext());
  }

  /** Lets go of what was needed while it was written. */
  void letGo() {
    stopReading();
    lastPartial = null;
    waiting.trimToSize();
    all.trimToSize();
  }
}
