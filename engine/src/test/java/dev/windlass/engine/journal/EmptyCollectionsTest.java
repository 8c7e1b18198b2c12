package dev.windlass.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.windlass.engine.job.JobChange;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmptyCollectionsTest {
  @Test
  void aJobWithoutLabelsHasNoneAfterARestartEither() throws IOException {
    var chain = JsonNodeFactory.instance.objectNode().put("chain", "c");
    var made =
        new JobChange.Created(
            "default",
            "n",
            "c@1",
            chain,
            Map.of(),
            5,
            1,
            false,
            false,
            0,
            null,
            null,
            Instant.EPOCH);

    var bytes = EventJson.MAPPER.writerFor(JobChange.Created.class).writeValueAsBytes(made);
    var read = EventJson.MAPPER.readerFor(JobChange.Created.class).readValue(bytes);

    assertThat(read).isEqualTo(made);
  }
}
