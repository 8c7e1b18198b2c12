package dev.windlass.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.journal.JournalSamples;
import dev.windlass.engine.partition.PartitionEvent.ChainPinned;
import dev.windlass.engine.partition.PartitionEvent.EndMark;
import dev.windlass.engine.partition.PartitionEvent.LinesAccepted;
import dev.windlass.engine.partition.PartitionEvent.Opened;
import dev.windlass.engine.partition.PartitionEvent.OutcomesRecorded;
import dev.windlass.engine.partition.PartitionEvent.RunsCancelled;
import dev.windlass.engine.partition.PartitionEvent.RunsRetaken;
import dev.windlass.engine.protocol.Attempt;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartitionEventSamplesTest {
  private static final Instant AT = Instant.ofEpochMilli(1_900_000_000_123L);

  @Test
  void aPartitionOfSingleRunsBegins() {
    JournalSamples.holds("partition.opened.1", new Opened("acme", "f00d", AT));
  }

  @Test
  void aChainIsPinned() throws IOException {
    var source = Json.read("{\"chain\":\"capital\",\"options\":{\"temperature\":0.90,\"n\":1}}");
    JournalSamples.holds("partition.chain-pinned.1", new ChainPinned(1, "capital@3", source, AT));
  }

  @Test
  void linesAreAccepted() {
    JournalSamples.holds(
        "partition.lines-accepted.1",
        new LinesAccepted(
            7,
            List.of(
                new Line(null, "{\"country\":\"Côte d’Ivoire\",\"n\":3.0}", null, null, 0, 0),
                new Line("fr", "{\"id\":\"fr\",\"input\":{}}", null, null, 2, 5),
                new Line(
                    null, null, new Line.Fault("too-large", "2 MiB, at most 1"), "ab12", 0, 0)),
            AT));
  }

  @Test
  void outcomesAreRecorded() {
    JournalSamples.holds(
        "partition.outcomes-recorded.1",
        new OutcomesRecorded(
            List.of(
                new StepRecord(
                    5,
                    "/0",
                    1,
                    "Paris",
                    null,
                    new Usage(21, 3, 1_250),
                    "openai/gpt-x",
                    List.of(call(1, 200, null, "req_1", false))),
                new StepRecord(
                    6,
                    "/2/each/5/0",
                    2,
                    null,
                    new CallError(
                        FailureClass.OVERLOADED,
                        "still overloaded",
                        529,
                        "overloaded_error",
                        "busy",
                        "req_3",
                        "{\"error\":1}"),
                    Usage.NONE,
                    null,
                    List.of(
                        call(1, 529, FailureClass.OVERLOADED, "req_2", true),
                        call(4, 0, FailureClass.TRANSPORT, null, false))),
                new StepRecord(
                    7,
                    "/0",
                    1,
                    null,
                    CallError.of(FailureClass.CANCELLED, "cut"),
                    Usage.NONE,
                    null,
                    List.of())),
            List.of(
                new EndMark(5, RunStatus.SUCCEEDED, null),
                new EndMark(6, RunStatus.FAILED, FailureClass.OVERLOADED),
                new EndMark(7, RunStatus.CANCELLED, null)),
            AT));
  }

  private static Attempt call(
      int number,
      int status,
      @Nullable FailureClass error,
      @Nullable String request,
      boolean repeated) {
    return new Attempt(number, AT.minusMillis(400), 3, 12, 385, status, request, error, repeated);
  }

  @Test
  void runsAreTakenUpAgain() {
    JournalSamples.holds(
        "partition.runs-retaken.1", new RunsRetaken(List.of(1, 6), false, "city", AT));
  }

  @Test
  void runsAreCancelled() {
    JournalSamples.holds("partition.runs-cancelled.1", new RunsCancelled(List.of(2, 3, 9), AT));
  }

  @Test
  void aStepStandsShortInTheJournal() throws IOException {
    var sample =
        Files.readString(
            Path.of("src/test/resources/journal-samples/partition.outcomes-recorded.1.json"));

    assertThat(sample)
        .startsWith(
            "{\"steps\":[{\"r\":5,\"p\":\"/0\",\"t\":\"Paris\",\"u\":[21,3,1250],"
                + "\"m\":\"openai/gpt-x\",\"c\":[{\"s\":1899999999723,\"q\":3,\"l\":12,\"d\":385,"
                + "\"i\":\"req_1\"}]}")
        .contains("\"ended\":[5,{\"r\":6,\"s\":\"failed\",\"k\":\"overloaded\"},");
  }
}
