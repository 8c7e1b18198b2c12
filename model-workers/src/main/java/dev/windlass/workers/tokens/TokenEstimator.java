package dev.windlass.workers.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.api.Encoding;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.Usage;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens a prompt will have, before it is sent.
 *
 * <p>A prompt's <em>weight</em> is what its length says: a token for every four ASCII characters,
 * one for each other character, and three a message. What a model really counts is the weight times
 * a factor that hardly changes within a job. The factor is learned: from what the provider reports
 * ({@link #heard}), and before anything was reported by counting the first prompts of a model whose
 * encoding is known (jtokkit). Counting takes 20 to 60 us a kilobyte, the weight under one, so only
 * the first {@value #COUNTED_FIRST} prompts of a lane are counted, and of each at most {@value
 * #COUNTED_CHARS} characters.
 *
 * <p>The factor follows upwards at once and downwards slowly, so that estimates err on the high
 * side by a little; usage settles the rest. Thread-safe: an update lost between two threads costs
 * nothing.
 */
public final class TokenEstimator {
  static final int COUNTED_FIRST = 16;
  static final int COUNTED_CHARS = 8_000;

  /** A model that reports less than a tenth or more than ten times the weight reports nonsense. */
  private static final double LEAST = 0.1;

  private static final double MOST = 10;
  private static final double DOWNWARDS = 0.05;
  private static final int TOKENS_A_MESSAGE = 3;
  private static final int TOKENS_AN_IMAGE = 800;
  private static final int MOST_LANES = 10_000;

  /** What is known of one lane. */
  private static final class Learned {
    volatile double factor;
    final AtomicInteger counted = new AtomicInteger();
    volatile boolean reported;
    final @Nullable Encoding encoding;

    Learned(@Nullable Encoding encoding) {
      this.encoding = encoding;
    }

    void saw(double ratio) {
      var bounded = Math.clamp(ratio, LEAST, MOST);
      var old = factor;
      factor = bounded >= old ? bounded : old + (bounded - old) * DOWNWARDS;
    }
  }

  private final ConcurrentHashMap<String, Learned> lanes = new ConcurrentHashMap<>();

  /** Tokens of the call's messages and schema; at least 1. */
  public long promptTokens(ModelCall call) {
    var weight = weight(call);
    var learned = lane(call);
    if (learned == null) {
      return (long) Math.ceil(weight);
    }
    if (!learned.reported
        && learned.encoding != null
        && learned.counted.getAndIncrement() < COUNTED_FIRST) {
      learned.saw(counted(call.messages(), learned.encoding));
    }
    var factor = learned.factor == 0 ? 1 : learned.factor;
    return Math.max(1, (long) Math.ceil(weight * factor));
  }

  /** What the provider reported for this call. */
  public void heard(ModelCall call, Usage usage) {
    var learned = lane(call);
    if (learned == null || usage.inputTokens() <= 0) {
      return;
    }
    var ratio = usage.inputTokens() / weight(call);
    if (!learned.reported) {
      learned.reported = true;
      learned.factor = 0; // what is reported replaces what was counted
    }
    learned.saw(ratio);
  }

  /** Tokens of a text, by its length alone. */
  public static long ofText(String text) {
    return text.isEmpty() ? 0 : Math.max(1, (long) Math.ceil(weight(text)));
  }

  /** Tokens of so many bytes, by their number alone. */
  public static long ofLength(long bytes) {
    return Math.max(1, bytes / 4);
  }

  private @Nullable Learned lane(ModelCall call) {
    var lane = call.lane();
    var learned = lanes.get(lane);
    if (learned == null && lanes.size() < MOST_LANES) {
      learned = lanes.computeIfAbsent(lane, l -> new Learned(ModelEncodings.of(call.model())));
    }
    return learned;
  }

  private static double weight(ModelCall call) {
    double weight = 0;
    for (var message : call.messages()) {
      weight += TOKENS_A_MESSAGE + weight(message.content());
      if (message.toolCalls() != null) {
        weight += weight(message.toolCalls().toString());
      }
    }
    if (call.tools() != null) {
      weight += weight(call.tools().toString());
    }
    return call.schema() == null ? weight : weight + weight(call.schema().toString());
  }

  private static double weight(JsonNode content) {
    if (content.isTextual()) {
      return weight(content.textValue());
    }
    double weight = 0;
    for (var part : content) {
      weight +=
          part.path("text").isTextual() ? weight(part.path("text").textValue()) : TOKENS_AN_IMAGE;
    }
    return weight;
  }

  private static double weight(String text) {
    var wide = 0;
    for (int i = 0; i < text.length(); i++) {
      wide += text.charAt(i) > 127 ? 1 : 0;
    }
    return (text.length() - wide) / 4.0 + wide;
  }

  /** Tokens really counted, over their weight. */
  private static double counted(List<Message> messages, Encoding encoding) {
    double weight = 0;
    double tokens = 0;
    var left = COUNTED_CHARS;
    for (var message : messages) {
      weight += TOKENS_A_MESSAGE;
      tokens += TOKENS_A_MESSAGE;
      if (message.content().isTextual() && left > 0) {
        var text = message.content().textValue();
        var part = text.substring(0, Math.min(left, text.length()));
        left -= part.length();
        weight += weight(part);
        tokens += encoding.countTokensOrdinary(part);
      }
    }
    return weight == 0 ? 1 : tokens / weight;
  }
}
