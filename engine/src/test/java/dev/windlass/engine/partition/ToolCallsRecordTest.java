package dev.windlass.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolCallsRecordTest {
  @Test
  void theToolsThatAModelCalledAreKeptWithItsAnswer() throws Exception {
    var calls = Json.read("[{\"id\":\"a\",\"function\":{\"name\":\"add\",\"arguments\":\"{}\"}}]");
    var record =
        new StepRecord(
            3, "/0", 1, "", null, new Usage(1, 2, 0), "openai/x", List.of(), false, calls);

    var written = Json.MAPPER.writeValueAsString(List.of(record, record));

    assertThat(Json.MAPPER.readValue(written, StepRecord[].class)).containsExactly(record, record);
  }

  @Test
  void anAnswerWithoutToolsIsWrittenAsItAlwaysWas() throws Exception {
    var record = new StepRecord(3, "/0", 1, "yes", null, Usage.NONE, null, List.of());

    assertThat(Json.MAPPER.writeValueAsString(record))
        .isEqualTo("{\"r\":3,\"p\":\"/0\",\"t\":\"yes\"}");
  }
}
