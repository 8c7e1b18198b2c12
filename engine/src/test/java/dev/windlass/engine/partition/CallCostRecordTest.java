package dev.windlass.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Attempt;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Usage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallCostRecordTest {
  private static Attempt call(int number, @Nullable FailureClass error, long cost) {
    return new Attempt(number, Instant.EPOCH, 0, 0, 5, 200, null, error, false, cost);
  }

  @Test
  void whatEachCallOfAStepCostIsRemembered() throws Exception {
    var calls = List.of(call(1, FailureClass.TRANSPORT, 1_100), call(2, null, 900));
    var record =
        new StepRecord(0, "/0", 1, "Paris", null, new Usage(9, 2, 2_000), "openai/x", calls);

    var text = Json.MAPPER.writeValueAsString(record);

    assertThat(Json.MAPPER.readValue(text, StepRecord.class)).isEqualTo(record);
  }

  @Test
  void aCallFromBeforePricesCostNothing() throws Exception {
    var text =
        "{\"r\":0,\"p\":\"/0\",\"t\":\"Paris\",\"u\":[9,2,0],\"m\":\"openai/x\",\"c\":[{\"s\":0,\"d\":5}]}";

    var record = Json.MAPPER.readValue(text, StepRecord.class);

    assertThat(record.usage()).isEqualTo(new Usage(9, 2, 0));
    assertThat(record.attempts()).containsExactly(call(1, null, 0));
    assertThat(Json.MAPPER.writeValueAsString(record)).isEqualTo(text);
  }
}
