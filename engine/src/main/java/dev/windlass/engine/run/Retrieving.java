package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.ModelRef;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.ModelCall;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One retrieve. The collection is asked first; where it has vectors it names the model that made
 * them, the question is embedded by that model as a call like any other, under its limits, and the
 * collection is asked again with the vector. Each of these is a question of its own, so each answer
 * is kept.
 */
final class Retrieving extends Searching {
  private final Step.Retrieve retrieve;

  /** Embeds the question; null while that is not known to be wanted, or is done. */
  private @Nullable ModelRef embedder;

  private @Nullable JsonNode vector;

  Retrieving(
      Step.Retrieve retrieve, String path, @Nullable Met within, int slot, int index, Body body) {
    super(retrieve, retrieve.question(), path, within, slot, index, body);
    this.retrieve = retrieve;
  }

  @Override
  ModelCall call(String text, Body body) {
    if (embedder != null) {
      return Models.embedding(
          embedder, text, Json.object(), body, retrieve.timeout(), retrieve.retry());
    }
    var chain = body.chain();
    var question = Json.object();
    question.put("question", text);
    question.put("from", retrieve.collection());
    question.put("k", retrieve.most());
    if (retrieve.mode() != null) {
      question.put("mode", retrieve.mode().name().toLowerCase(Locale.ROOT));
    }
    if (vector != null) {
      question.set("vector", vector);
    }
    return ModelCall.builtIn(
        Collecting.LANE,
        question,
        retrieve.timeout() != null ? retrieve.timeout() : chain.timeout(),
        retrieve.retry() != null ? retrieve.retry() : chain.retry());
  }

  @Override
  void read(JsonNode answer, String written) {
    if (embedder != null) {
      if (!Embedding.isVector(answer)) {
        fail("the model that embeds gave no list of numbers", written);
        return;
      }
      embedder = null;
      vector = answer;
      askOnceMore();
    } else if (answer.path("passages").isArray()) {
      vector = null;
      done(answer.path("passages"), written);
    } else if (vector == null && answer.path("embed").isTextual()) {
      embedder = ModelRef.of(answer.path("embed").textValue());
      askOnceMore();
    } else {
      fail("the collection gave no passages", written);
    }
  }
}
