package dev.windlass.engine.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.job.JobChange;
import dev.windlass.engine.journal.JournalClient;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.partition.PartitionEvent;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.results.ResultItem.End;
import dev.windlass.engine.results.ResultItem.Gap;
import dev.windlass.engine.results.ResultItem.More;
import dev.windlass.engine.results.ResultItem.Row;
import dev.windlass.engine.results.ResultQuery.Order;
import dev.windlass.engine.run.RunDefaults;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResultsTest {
  @TempDir private static Path folder;

  private final Ids ids = new Ids(new byte[32]);
  private JournalClient journal;
  private Results results;
  private JobOnPaper job;

  @BeforeAll
  void open() throws Exception {
    journal = JournalClient.open(config());
    results = results("");
  }

  /** Every event of partitions and jobs by its simple name; what is listed already stays. */
  static Config config() {
    var events = new TreeMap<String, Object>();
    for (var owner : List.of(PartitionEvent.class, JobChange.class)) {
      for (var event : owner.getPermittedSubclasses()) {
        var name = "paper." + event.getSimpleName().toLowerCase(Locale.ROOT) + ".1";
        events.put("windlass.journal.events.\"" + name + "\"", event.getName());
      }
    }
    events.put("windlass.data", folder.toString());
    return ConfigFactory.parseMap(events);
  }

  /** A door over the same journal, other than that a new one. */
  private Results results(String settings) {
    return new Results(
        journal.system(),
        journal.journals().readJournal(),
        ids,
        new RunDefaults("openai", null),
        Signals.NONE,
        ConfigFactory.parseString(settings).withFallback(ConfigFactory.load()));
  }

  @AfterAll
  void close() throws Exception {
    journal.close();
  }

  @BeforeEach
  void newJob() throws Exception {
    job = new JobOnPaper(journal, ids.newJob());
  }

  @Test
  void rowsComeInTheOrderInWhichTheJobHeardThatTheyEnded() {
    job.lines(0, 1, 3);
    job.lines(1, 4, 2);
    job.succeed(0, 2);
    job.succeed(1, 1);
    job.succeed(0, 0);
    job.progress(1, 0);
    job.succeed(1, 0);
    job.succeed(0, 1);
    job.progress(0);
    job.progress(1);
    job.state(JobState.COMPLETED);

    var all = read(Order.COMPLETION, null);

    assertThat(lines(all)).containsExactly(5L, 3L, 1L, 2L, 4L);
    assertThat(rows(all).stream().map(RunView::seq)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(all.getLast()).isInstanceOf(End.class);
    assertThat(lines(read(Order.INPUT, null))).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void aRowShowsWhatTheRunMade() {
    job.lines(0, 1, JobOnPaper.good("fr", "France"));
    job.succeed(0, 0);
    job.progress(0);

    var row = rows(read(Order.COMPLETION, null)).getFirst();

    assertThat(row.id()).isEqualTo(ids.runOf(job.id(), 1));
    assertThat(row.lineId()).isEqualTo("fr");
    assertThat(row.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(row.take()).isEqualTo(1);
    assertThat(row.calls()).isEqualTo(2);
    assertThat(String.valueOf(row.output())).isEqualTo("{\"city\":\"City0\",\"people\":\"many0\"}");
    assertThat(row.messages()).hasSize(4);
    assertThat(row.usage().inputTokens()).isEqualTo(20);
    assertThat(row.steps()).isEmpty();
    assertThat(row.endedAt()).isAfter(row.createdAt());
  }

  @Test
  void whatHasNotEndedIsNotShownAndTheReaderIsToldThatMoreWillCome() {
    job.lines(0, 1, 3);
    job.succeed(0, 0);
    job.succeed(0, 2);
    job.progress(0);

    assertThat(lines(read(Order.COMPLETION, null))).containsExactly(1L, 3L);
    var inOrder = read(Order.INPUT, null);
    assertThat(lines(inOrder)).containsExactly(1L);
    assertThat(inOrder.getLast()).isEqualTo(new More(inOrder.getFirst().cursor()));
  }

  @Test
  void linesThatHaveNotEndedAreMarkedWhereGapsAreWanted() {
    job.lines(0, 1, 4);
    job.succeed(0, 0);
    job.answerFirst(0, 1);
    job.succeed(0, 3);

    var all = read(query(Order.INPUT, null, null, true));

    assertThat(all).hasSize(5);
    assertThat(lines(all)).containsExactly(1L, 4L);
    assertThat(all.get(1)).isEqualTo(new Gap(all.get(1).cursor(), 2, "2", RunStatus.RUNNING));
    assertThat(all.get(2)).isEqualTo(new Gap(all.get(2).cursor(), 3, "3", RunStatus.WAITING));
    assertThat(all.get(4)).isInstanceOf(More.class);
    // a mark is not taken back behind its cursor
    assertThat(lines(read(query(Order.INPUT, all.get(1).cursor(), null, true))))
        .containsExactly(4L);
  }

  @Test
  void aStreamThatIsCutAndTakenUpAgainGivesEachRowOnce() {
    job.lines(0, 1, 4);
    job.lines(1, 5, 4);
    job.succeed(0, 3, 1);
    job.succeed(1, 0);
    job.progress(0, 1);
    job.succeed(1, 2, 1, 3);
    job.fail(0, 0, FailureClass.TIMEOUT);
    job.progress(1, 0);
    job.succeed(0, 2);
    job.progress(0);
    job.state(JobState.COMPLETED);

    for (var order : Order.values()) {
      var whole = read(order, null);
      assertThat(rows(whole)).hasSize(8);
      for (int cut = 0; cut < whole.size(); cut++) {
        var rest = read(order, whole.get(cut).cursor());
        var expected = whole.subList(Math.min(cut + 1, whole.size() - 1), whole.size());
        assertThat(rest).as("%s behind %s", order, cut).isEqualTo(expected);
        assertThat(read(results(""), query(order, whole.get(cut).cursor(), null, false)))
            .as("%s behind %s, after a restart", order, cut)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void aSmallChunkAndASmallWindowChangeNothingInWhatIsRead() {
    job.lines(0, 1, 9);
    job.succeed(0, 4, 2, 8);
    job.progress(0);
    job.succeed(0, 0, 1, 3, 5, 6, 7);
    job.progress(0);
    job.state(JobState.COMPLETED);
    var narrow =
        results(
            "windlass.results { chunk-rows = 2, window-bytes = 2000, kept-bytes = 0, chunk-bytes ="
                + " 1 }");

    for (var order : Order.values()) {
      var query = query(order, null, null, false);
      assertThat(read(narrow, query)).isEqualTo(read(results, query));
    }
    assertThat(lines(read(Order.COMPLETION, null)))
        .containsExactly(5L, 3L, 9L, 1L, 2L, 4L, 6L, 7L, 8L);
  }

  @Test
  void aLineTakenUpAgainAppearsASecondTimeAndInputOrderShowsTheLatest() {
    job.lines(0, 1, 2);
    job.fail(0, 0, FailureClass.OVERLOADED);
    job.succeed(0, 1);
    job.progress(0);
    job.state(JobState.COMPLETED);
    var before = read(Order.COMPLETION, null);

    job.retake(0, 0);
    assertThat(lines(read(Order.INPUT, null))).isEmpty();
    job.answerSecond(0, 0, 2);
    job.progress(0);
    job.state(JobState.COMPLETED);

    var after = read(Order.COMPLETION, null);
    assertThat(after.subList(0, 2)).isEqualTo(before.subList(0, 2));
    assertThat(lines(after)).containsExactly(1L, 2L, 1L);
    var first = rows(after).getFirst();
    assertThat(first.status()).isEqualTo(RunStatus.FAILED);
    assertThat(kind(first)).isEqualTo(FailureClass.OVERLOADED);
    var second = rows(after).getLast();
    assertThat(second.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(second.take()).isEqualTo(2);
    assertThat(second.calls()).isEqualTo(3);
    assertThat(second.error()).isNull();
    // where the end stood new lines follow
    assertThat(lines(read(Order.COMPLETION, before.getLast().cursor()))).containsExactly(1L);
    assertThat(rows(read(Order.INPUT, null)).getFirst()).isEqualTo(withoutPlace(second));
  }

  @Test
  void cancelledLinesHaveARowEach() {
    job.lines(0, 1, 3);
    job.answerFirst(0, 1);
    job.succeed(0, 0);
    job.cancel(0, 1, 2);
    job.progress(0);
    job.state(JobState.CANCELLED);

    for (var order : Order.values()) {
      var all = read(order, null);
      assertThat(rows(all).stream().map(RunView::status))
          .containsExactly(RunStatus.SUCCEEDED, RunStatus.CANCELLED, RunStatus.CANCELLED);
      assertThat(kind(rows(all).get(1))).isEqualTo(FailureClass.CANCELLED);
      assertThat(String.valueOf(rows(all).get(1).output())).isEqualTo("{\"city\":\"City1\"}");
      assertThat(all.getLast()).isInstanceOf(End.class);
    }
  }

  @Test
  void aLineThatCannotRunIsAFailureWithoutATake() {
    job.lines(0, 1, JobOnPaper.bad("invalid-json"), JobOnPaper.good(null, "Peru"));
    job.lines(1, 3, new Line(null, "{}", new Line.Fault("duplicate", "again"), null, 0, 0));
    job.reject(0, 0);
    job.reject(1, 0);
    job.progress(0, 1);

    var rejected = rows(read(Order.COMPLETION, null));

    assertThat(rejected.stream().map(RunView::lineId)).containsExactly("1", "#3");
    assertThat(rejected.getFirst().take()).isZero();
    assertThat(kind(rejected.getFirst())).isEqualTo(FailureClass.LINE_INVALID);
  }

  @Test
  void aStatusLeavesOutTheOthersAndTheirPlacesStayTheSame() {
    job.lines(0, 1, 4);
    job.succeed(0, 0);
    job.fail(0, 1, FailureClass.TIMEOUT);
    job.succeed(0, 2);
    job.fail(0, 3, FailureClass.REFUSED);
    job.progress(0);
    job.state(JobState.COMPLETED);

    var failed = read(query(Order.COMPLETION, null, RunStatus.FAILED, false));

    assertThat(lines(failed)).containsExactly(2L, 4L);
    assertThat(rows(failed).stream().map(RunView::seq)).containsExactly(2L, 4L);
    assertThat(lines(read(query(Order.INPUT, null, RunStatus.SUCCEEDED, false))))
        .containsExactly(1L, 3L);
  }

  @Test
  void aReaderThatWaitsGetsTheRowWhenItComes() throws Exception {
    job.lines(0, 1, 2);
    job.succeed(0, 0);
    job.progress(0);
    for (var order : Order.values()) {
      var patient = query(order, null, null, false, Duration.ofSeconds(60));
      var two =
          source(results, patient)
              .mapConcat(chunk -> chunk)
              .take(2)
              .runWith(Sink.seq(), journal.system());
      if (order == Order.INPUT) {
        job.succeed(0, 1);
        job.progress(0);
      }
      assertThat(lines(two.toCompletableFuture().get(30, TimeUnit.SECONDS)))
          .containsExactly(1L, 2L);
    }
  }

  @Test
  void aCursorIsGoodForItsOwnQuestionAlone() throws Exception {
    job.lines(0, 1, 2);
    job.succeed(0, 0, 1);
    job.progress(0);
    var cursor = read(Order.INPUT, null).getFirst().cursor();
    var other = new JobOnPaper(journal, ids.newJob());

    assertThat(refusal(query(Order.COMPLETION, cursor, null, false)))
        .isEqualTo(Refusal.Kind.CURSOR_INVALID);
    assertThat(refusal(query(Order.INPUT, cursor, RunStatus.FAILED, false)))
        .isEqualTo(Refusal.Kind.CURSOR_INVALID);
    assertThat(refusal(query(Order.INPUT, cursor, null, true)))
        .isEqualTo(Refusal.Kind.CURSOR_INVALID);
    assertThat(refusal(query(Order.INPUT, "c_made-up", null, false)))
        .isEqualTo(Refusal.Kind.CURSOR_INVALID);
    assertThat(
            refusal(
                new ResultQuery(
                    JobOnPaper.TENANT,
                    other.id(),
                    Order.INPUT,
                    cursor,
                    null,
                    false,
                    Duration.ZERO,
                    false)))
        .isEqualTo(Refusal.Kind.CURSOR_INVALID);
  }

  @Test
  void aJobOfAnotherTenantIsNotThere() throws Exception {
    var foreign =
        new ResultQuery("other", job.id(), Order.INPUT, null, null, false, Duration.ZERO, false);
    var unknown =
        new ResultQuery(
            JobOnPaper.TENANT,
            ids.newJob(),
            Order.COMPLETION,
            null,
            null,
            false,
            Duration.ZERO,
            false);

    assertThat(refusal(foreign)).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(refusal(unknown)).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(refusal(results.failures("other", job.id()))).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(refusal(results.one("other", job.id(), "1"))).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void oneRunIsFoundByItsIdOrItsLineWithAllItsSteps() throws Exception {
    job.lines(0, 1, 2);
    job.lines(1, 3, JobOnPaper.good("row-a", "Chad"), JobOnPaper.good("2", "Mali"));
    job.succeed(1, 0);

    var byLine = ok(results.one(JobOnPaper.TENANT, job.id(), "row-a"));
    var byId = ok(results.run(JobOnPaper.TENANT, ids.runOf(job.id(), 3)));

    assertThat(byLine).isEqualTo(byId);
    assertThat(byLine.line()).isEqualTo(3);
    assertThat(byLine.steps()).hasSize(2);
    assertThat(byLine.steps().get(1).answer()).isEqualTo("many0");
    assertThat(byLine.steps().get(1).attempts()).hasSize(1);
    assertThat(ok(results.one(JobOnPaper.TENANT, job.id(), "1")).status())
        .isEqualTo(RunStatus.WAITING);
    assertThat(refusal(results.one(JobOnPaper.TENANT, job.id(), "no such")))
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(refusal(results.run(JobOnPaper.TENANT, "run_no"))).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void aRunThatBelongsToNoJobIsReadFromItsOwnPartition() throws Exception {
    var partition = Ids.newLonePartition();
    var stream = PersistenceIds.partition(partition);
    var at = Instant.ofEpochMilli(5);
    job.write(stream, new PartitionEvent.Opened(JobOnPaper.TENANT, null, at));
    job.write(
        stream, new PartitionEvent.ChainPinned(0, "capital@7", Json.read(JobOnPaper.CHAIN), at));
    job.write(
        stream, new PartitionEvent.LinesAccepted(0, List.of(JobOnPaper.good(null, "Togo")), at));

    var run = ok(results.run(JobOnPaper.TENANT, ids.runIn(partition, 0)));

    assertThat(run.chain()).isEqualTo("capital@7");
    assertThat(run.job()).isNull();
    assertThat(run.status()).isEqualTo(RunStatus.WAITING);
    assertThat(refusal(results.run("other", ids.runIn(partition, 0))))
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void failuresAreCountedByClassAsTheyStandNow() throws Exception {
    job.lines(0, 1, 4);
    job.lines(1, 5, 3);
    job.fail(0, 1, FailureClass.TIMEOUT);
    job.fail(0, 3, FailureClass.REFUSED);
    job.fail(1, 0, FailureClass.TIMEOUT);
    job.fail(1, 1, FailureClass.OVERLOADED);
    job.fail(0, 0, FailureClass.TIMEOUT);
    job.retake(1, 1);
    job.cancel(1, 2);

    assertThat(ok(results.failures(JobOnPaper.TENANT, job.id())))
        .containsExactly(
            new FailureGroup("timeout", 3, true, "1", "the model said timeout"),
            new FailureGroup("refused", 1, false, "4", "the model said refused"));
  }

  // ---------------------------------------------------------------------------------------------

  private ResultQuery query(
      Order order, @Nullable String cursor, @Nullable RunStatus status, boolean gaps) {
    return query(order, cursor, status, gaps, Duration.ZERO);
  }

  private ResultQuery query(
      Order order,
      @Nullable String cursor,
      @Nullable RunStatus status,
      boolean gaps,
      Duration patience) {
    return new ResultQuery(
        JobOnPaper.TENANT, job.id(), order, cursor, status, gaps, patience, false);
  }

  private List<ResultItem> read(Order order, @Nullable String cursor) {
    return read(query(order, cursor, null, false));
  }

  private List<ResultItem> read(ResultQuery query) {
    return read(results, query);
  }

  private List<ResultItem> read(Results from, ResultQuery query) {
    try {
      var chunks =
          source(from, query)
              .runWith(Sink.seq(), journal.system())
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
      var all = new ArrayList<ResultItem>();
      chunks.forEach(all::addAll);
      return all;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Source<List<ResultItem>, NotUsed> source(Results from, ResultQuery query)
      throws Exception {
    return ok(from.read(query));
  }

  private static <T> T ok(CompletionStage<Reply<T>> stage) throws Exception {
    var reply = stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    return switch (reply) {
      case Reply.Ok<T>(var value) -> value;
      case Reply.Refused<T>(var refusal) -> throw new AssertionError(refusal.toString());
    };
  }

  private Refusal.Kind refusal(ResultQuery query) throws Exception {
    return refusal(results.read(query));
  }

  private static <T> Refusal.Kind refusal(CompletionStage<Reply<T>> stage) throws Exception {
    var reply = stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    return switch (reply) {
      case Reply.Ok<T> ok -> throw new AssertionError("not refused");
      case Reply.Refused<T>(var refusal) -> refusal.kind();
    };
  }

  private static List<RunView> rows(List<ResultItem> items) {
    return items.stream().filter(Row.class::isInstance).map(item -> ((Row) item).run()).toList();
  }

  private static List<Long> lines(List<ResultItem> items) {
    return rows(items).stream().map(RunView::line).toList();
  }

  private static @Nullable FailureClass kind(RunView run) {
    var error = run.error();
    return error == null ? null : error.kind();
  }

  /** The same row as input order shows it. */
  private static RunView withoutPlace(RunView run) {
    return new RunView(
        run.id(),
        run.chain(),
        run.job(),
        run.lineId(),
        run.line(),
        0,
        run.status(),
        run.take(),
        run.calls(),
        run.output(),
        run.messages(),
        run.error(),
        run.usage(),
        run.labels(),
        run.createdAt(),
        run.startedAt(),
        run.endedAt(),
        run.provider(),
        run.steps());
  }
}
