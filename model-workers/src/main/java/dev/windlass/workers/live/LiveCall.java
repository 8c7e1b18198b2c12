package dev.windlass.workers.live;

import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Streaming.Piece;
import dev.windlass.workers.provider.ModelProvider;
import java.util.function.Consumer;

/**
 * The text of one call as far as it has come. Written by the provider's thread, read by the desk's;
 * thread-safe.
 */
public final class LiveCall implements Consumer<String> {
  final StepRequest request;
  private final String name;
  private final int attempt;
  private final StringBuilder text = new StringBuilder();
  private boolean over;
  private boolean whole;

  /**
   * @param name as {@link Piece#call()}
   */
  LiveCall(String name, StepRequest request, int attempt) {
    this.name = name;
    this.request = request;
    this.attempt = attempt;
  }

  @Override
  public synchronized void accept(String piece) {
    if (!over) {
      text.append(piece);
    }
  }

  /** An answer that was not streamed came all at once; one that failed stays the half it is. */
  synchronized void end(ModelProvider.CallResult result) {
    over = true;
    if (result instanceof ModelProvider.CallResult.Answered answered) {
      whole = true;
      if (text.isEmpty()) {
        text.append(answered.text());
      }
    }
  }

  /**
   * What came from there on.
   *
   * @param most characters of it
   */
  synchronized Piece from(int offset, int most) {
    int to = Math.min(text.length(), offset + most);
    if (to > offset && Character.isHighSurrogate(text.charAt(to - 1))) {
      to += to < text.length() ? 1 : over ? 0 : -1; // its other half may come with the next piece
    }
    var key = request.key();
    return new Piece(
        name,
        key.take(),
        key.path(),
        key.ask(),
        attempt,
        request.call().shape(),
        offset,
        text.substring(offset, to),
        whole && to == text.length());
  }

  synchronized boolean isOver() {
    return over;
  }

  /**
   * Whether there is nothing more to tell, and there will not be.
   *
   * @param offset up to which it was told
   * @param wholeTold whether it was told that the answer had ended
   */
  synchronized boolean isTold(int offset, boolean wholeTold) {
    return over && offset >= text.length() && (wholeTold || !whole);
  }
}
