package dev.windlass.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallDigestTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static ModelCall call(String model, String text, String options, @Nullable String schema)
      throws Exception {
    return new ModelCall(
        "openai",
        model,
        List.of(Message.of("user", text)),
        (ObjectNode) Json.read(options),
        schema == null ? null : Json.read(schema),
        MINUTE,
        RetryPolicy.DEFAULT);
  }

  private static String digest(ModelCall call) {
    return CallDigest.of("acme", "", call);
  }

  @Test
  void theOrderOfOptionsAndHowOftenItIsTriedMakeNoOtherCall() throws Exception {
    var one = call("m", "hi", "{\"temperature\":0,\"n\":{\"a\":1,\"b\":2}}", null);
    var other = call("m", "hi", "{\"n\":{\"b\":2,\"a\":1},\"temperature\":0}", null);
    var patient =
        new ModelCall(
            "openai",
            "m",
            one.messages(),
            one.options(),
            null,
            MINUTE.multipliedBy(2),
            RetryPolicy.DEFAULT);
    assertThat(digest(one)).hasSize(64).isEqualTo(digest(other)).isEqualTo(digest(patient));
  }

  @Test
  void allElseDoes() throws Exception {
    var one = call("m", "hi", "{}", null);
    assertThat(
            List.of(
                digest(one),
                digest(call("n", "hi", "{}", null)),
                digest(call("m", "hi!", "{}", null)),
                digest(call("m", "hi", "{\"seed\":1}", null)),
                digest(call("m", "hi", "{}", "{\"type\":\"object\"}")),
                CallDigest.of("other", "", one),
                CallDigest.of("acme", "number", one)))
        .doesNotHaveDuplicates();
  }
}
