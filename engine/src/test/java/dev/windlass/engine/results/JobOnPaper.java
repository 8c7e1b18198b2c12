package dev.windlass.engine.results;

import dev.windlass.engine.job.JobChange;
import dev.windlass.engine.journal.JournalClient;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.partition.PartitionEvent;
import dev.windlass.engine.partition.PartitionEvent.EndMark;
import dev.windlass.engine.partition.StepRecord;
import dev.windlass.engine.protocol.Attempt;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Journaled;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A job that nobody runs: its events are written into the journal by hand. */
final class JobOnPaper {
  static final String TENANT = "acme";

  /** Two questions; the second reads the first one's answer. */
  static final String CHAIN =
      """
      {"chain": "capital", "model": "openai/gpt-x", "steps": [
        {"ask": "Capital of {country}?", "as": "city"},
        {"ask": "People in {city}?", "as": "people"}]}
      """;

  private static final Instant START = Instant.ofEpochMilli(1_000_000);

  private final JournalClient journal;
  private final String job;
  private final Map<String, Long> written = new HashMap<>();
  private final Map<Integer, Long> rows = new HashMap<>();
  private long second;

  JobOnPaper(JournalClient journal, String job) throws Exception {
    this.journal = journal;
    this.job = job;
    change(
        new JobChange.Created(
            TENANT,
            "a job",
            "capital@1",
            Json.read(CHAIN),
            Map.of(),
            5,
            1,
            false,
            false,
            0,
            null,
            null,
            now()));
  }

  String id() {
    return job;
  }

  private Instant now() {
    return START.plusSeconds(++second);
  }

  private void change(JobChange change) {
    write(PersistenceIds.job(job), change);
  }

  void tell(int partition, PartitionEvent event) {
    write(PersistenceIds.partition(PersistenceIds.partitionOf(job, partition)), event);
  }

  void write(String stream, Journaled event) {
    long next = written.merge(stream, 1L, Long::sum);
    journal.write(stream, next, List.of(event));
  }

  /** A partition with this many lines, all good. */
  void lines(int partition, long firstLine, int number) {
    lines(
        partition,
        firstLine,
        IntStream.range(0, number)
            .mapToObj(i -> good(null, "Land" + (firstLine + i)))
            .toArray(Line[]::new));
  }

  void lines(int partition, long firstLine, Line... lines) {
    tell(partition, new PartitionEvent.LinesAccepted(0, Arrays.asList(lines), now()));
    int bad = (int) Arrays.stream(lines).filter(line -> line.fault() != null).count();
    change(new JobChange.LinesRecorded(partition, firstLine, lines.length, bad, 100, now()));
  }

  static Line good(@Nullable String id, String country) {
    return new Line(id, "{\"country\":\"" + country + "\"}", null, null, 0, 0);
  }

  static Line bad(String code) {
    return new Line(null, "nonsense", new Line.Fault(code, "it is " + code), null, 0, 0);
  }

  /** Both questions of these runs were answered, and so they ended. */
  void succeed(int partition, int... runs) {
    var steps = new ArrayList<StepRecord>();
    var ends = new ArrayList<EndMark>();
    for (int run : runs) {
      steps.add(answer(run, "/0", 1, "City" + run));
      steps.add(answer(run, "/1", 1, "many" + run));
      ends.add(new EndMark(run, RunStatus.SUCCEEDED, null));
    }
    tell(partition, new PartitionEvent.OutcomesRecorded(steps, ends, now()));
  }

  void answerFirst(int partition, int run) {
    tell(
        partition,
        new PartitionEvent.OutcomesRecorded(
            List.of(answer(run, "/0", 1, "City" + run)), List.of(), now()));
  }

  /** The second question of a run is answered. */
  void answerSecond(int partition, int run, int ask) {
    tell(
        partition,
        new PartitionEvent.OutcomesRecorded(
            List.of(answer(run, "/1", ask, "many" + run)),
            List.of(new EndMark(run, RunStatus.SUCCEEDED, null)),
            now()));
  }

  /** The first question was answered, the second was not. */
  void fail(int partition, int run, FailureClass kind) {
    var error = CallError.of(kind, "the model said " + kind.wireName());
    tell(
        partition,
        new PartitionEvent.OutcomesRecorded(
            List.of(
                answer(run, "/0", 1, "City" + run),
                new StepRecord(
                    run, "/1", 1, null, error, Usage.NONE, null, List.of(attempt(kind)))),
            List.of(new EndMark(run, RunStatus.FAILED, kind)),
            now()));
  }

  /** Lines that can never run end without a call. */
  void reject(int partition, int run) {
    tell(
        partition,
        new PartitionEvent.OutcomesRecorded(
            List.of(),
            List.of(new EndMark(run, RunStatus.FAILED, FailureClass.LINE_INVALID)),
            now()));
  }

  void cancel(int partition, Integer... runs) {
    tell(partition, new PartitionEvent.RunsCancelled(List.of(runs), now()));
  }

  void retake(int partition, Integer... runs) {
    change(new JobChange.RetryStarted(null, Set.of(), false, null, false, now()));
    tell(partition, new PartitionEvent.RunsRetaken(List.of(runs), false, null, now()));
    change(new JobChange.Reopened(runs.length, now()));
    change(new JobChange.StateChanged(JobState.RUNNING, "retry", now()));
  }

  /** The job hears how far these partitions have come. */
  void progress(int... partitions) {
    var advances = new ArrayList<JobChange.Advance>();
    for (int each : partitions) {
      var stream = PersistenceIds.partition(PersistenceIds.partitionOf(job, each));
      advances.add(
          new JobChange.Advance(
              each,
              written.getOrDefault(stream, 0L),
              rows.merge(each, 1L, Long::sum),
              0,
              0,
              0,
              Usage.NONE));
    }
    change(new JobChange.Progressed(advances, now()));
  }

  void state(JobState state) {
    change(new JobChange.StateChanged(state, null, now()));
  }

  private static StepRecord answer(int run, String path, int ask, String text) {
    return new StepRecord(
        run,
        path,
        ask,
        text,
        null,
        new Usage(10, 2, 1_000),
        "openai/gpt-x",
        List.of(attempt(null)));
  }

  private static Attempt attempt(@Nullable FailureClass error) {
    return new Attempt(1, START, 0, 0, 100, error == null ? 200 : 500, "req-1", error, false);
  }
}
