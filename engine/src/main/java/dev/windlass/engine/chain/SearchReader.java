package dev.windlass.engine.chain;

import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.RetryPolicy;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the steps that search collections and embed texts. */
final class SearchReader {
  private static final int DEFAULT_PASSAGES = 4;
  private static final String NO_NAME = "none";

  private final Reading reading;
  private final RetryPolicy retry;

  SearchReader(Reading reading, RetryPolicy retry) {
    this.reading = reading;
    this.retry = retry;
  }

  Step retrieve(At at, Step.Common common, At value) {
    var k = at.get("k");
    var mode = at.get("mode");
    return new Step.Retrieve(
        common,
        reading.template(value, false),
        collection(at.need("from", "the name of the collection to search")),
        k == null ? DEFAULT_PASSAGES : k.integer(1, Collecting.MOST_PASSAGES),
        mode == null ? null : mode(mode),
        retry(at),
        reading.timeout(at.get("timeout")));
  }

  private static String collection(@Nullable At at) {
    var name = at == null ? null : at.text();
    if (at == null || name == null) {
      return NO_NAME;
    }
    if (!Collecting.isName(name)) {
      at.fault("out-of-range", "no collection can be called so: " + Collecting.NAME_RULE);
      return NO_NAME;
    }
    return name;
  }

  private static Step.Retrieve.Mode mode(At at) {
    var word = at.word(List.of("lexical", "vectors", "both"));
    return Step.Retrieve.Mode.valueOf(word.toUpperCase(Locale.ROOT));
  }

  Step embed(At at, Step.Common common, At value) {
    var named =
        reading.model(
            at.need("model", "a model that embeds, such as openai/text-embedding-3-small"));
    var options = at.get("options");
    return new Step.Embed(
        common,
        reading.template(value, false),
        named == null ? new ModelRef("", NO_NAME) : named,
        options == null ? Map.of() : reading.options(options),
        retry(at),
        reading.timeout(at.get("timeout")));
  }

  private @Nullable RetryPolicy retry(At at) {
    var own = at.get("retry");
    return own == null ? null : reading.retry(own, retry);
  }
}
