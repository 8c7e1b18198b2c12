package dev.windlass.workers.provider.openai;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was found in an answer, or in the pieces of a streamed one. Used by one thread. */
final class Gathered {
  static final long NOT_TOLD = -1;

  private @Nullable String text;
  private @Nullable StringBuilder more;
  @Nullable String refusal;
  @Nullable String finishReason;
  @Nullable ErrorBody error;
  boolean hasChoice;
  boolean hasText;
  final ToolCalls toolCalls = new ToolCalls();
  long inputTokens = NOT_TOLD;

  /** As many of the input tokens had the provider cached. */
  long cachedTokens;

  long outputTokens = NOT_TOLD;

  /** Told each piece of the text as it is found. */
  private final @Nullable Consumer<String> live;

  Gathered() {
    this(null);
  }

  Gathered(@Nullable Consumer<String> live) {
    this.live = live;
  }

  void add(String piece) {
    hasText = true;
    if (live != null && !piece.isEmpty()) {
      live.accept(piece);
    }
    if (text == null) {
      text = piece;
      return;
    }
    if (more == null) {
      more = new StringBuilder(text.length() * 2 + piece.length() + 256).append(text);
    }
    more.append(piece);
  }

  void refuse(String piece) {
    refusal = refusal == null ? piece : refusal + piece;
  }

  String text() {
    return more != null ? more.toString() : text == null ? "" : text;
  }
}
