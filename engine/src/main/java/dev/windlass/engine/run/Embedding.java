package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.ModelCall;
import org.jspecify.annotations.Nullable;

/** One embed: its text, and the numbers that came back. */
final class Embedding extends Searching {
  private final Step.Embed embed;

  Embedding(Step.Embed embed, String path, @Nullable Met within, int slot, int index, Body body) {
    super(embed, embed.text(), path, within, slot, index, body);
    this.embed = embed;
  }

  @Override
  ModelCall call(String text, Body body) {
    var options = Json.object();
    options.setAll(embed.options());
    return Models.embedding(embed.model(), text, options, body, embed.timeout(), embed.retry());
  }

  @Override
  void read(JsonNode answer, String written) {
    if (isVector(answer)) {
      done(answer, written);
    } else {
      fail("the model gave no list of numbers", written);
    }
  }

  static boolean isVector(JsonNode answer) {
    return answer.isArray() && !answer.isEmpty() && answer.get(0).isNumber();
  }
}
