package dev.windlass.engine;

import static dev.windlass.engine.EngineOnDisk.TENANT;
import static dev.windlass.engine.EngineOnDisk.await;
import static dev.windlass.engine.EngineOnDisk.chain;
import static dev.windlass.engine.EngineOnDisk.ok;
import static dev.windlass.engine.EngineOnDisk.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.chain.PreviewCost;
import dev.windlass.engine.protocol.Counts;
import dev.windlass.engine.protocol.Idempotency;
import dev.windlass.engine.protocol.JobEvent;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.results.ResultQuery.Order;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.pekko.stream.javadsl.Sink;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The doors, with everything behind them but the workers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WindlassEngineTest {
  private static final Jobs.Retry AGAIN = new Jobs.Retry(Set.of(), false, null, false);

  @TempDir private static Path folder;

  private final AnsweringDispatcher dispatcher = new AnsweringDispatcher();
  private EngineOnDisk disk;
  private Jobs jobs;
  private Runs runs;

  @BeforeAll
  void start() throws Exception {
    open();
  }

  private void open() throws Exception {
    disk = new EngineOnDisk(folder, dispatcher);
    jobs = disk.engine.jobs();
    runs = disk.engine.runs();
  }

  @AfterAll
  void stop() throws Exception {
    disk.close();
  }

  @BeforeEach
  void answer() {
    dispatcher.stopped.set(false);
    dispatcher.failing.set(true);
  }

  private static Jobs.NewJob newJob(String name, @Nullable Idempotency key) {
    return new Jobs.NewJob(
        TENANT,
        new ChainSource.Inline(chain("Say {word}")),
        name,
        Map.of("name", name),
        5,
        1,
        false,
        false,
        0,
        key);
  }

  private String create(String name) {
    return ok(jobs.create(newJob(name, null))).job().id();
  }

  private static List<String> words(int many) {
    return IntStream.rangeClosed(1, many).mapToObj(i -> "w" + i).toList();
  }

  private Runs.NewRun newRun(String word, @Nullable Idempotency key) {
    return new Runs.NewRun(
        TENANT,
        new ChainSource.Inline(chain("Say {word}")),
        Json.object().put("word", word),
        Map.of("team", "atlas"),
        5,
        key);
  }

  @Test
  void aJobRunsFromItsFirstLineToItsLastResult() {
    var id = create("whole");
    var events = ok(jobs.events(TENANT, id, null)).runWith(Sink.seq(), disk.system);
    assertThat(disk.upload(id, 0, false, words(25)).acceptedLines()).isEqualTo(25);
    assertThat(ok(jobs.get(TENANT, id)).state()).isEqualTo(JobState.RECEIVING);

    var done = disk.upload(id, 25, true, List.of("x", "fail"));
    var job = disk.atEnd(id);

    assertThat(done).isEqualTo(new Jobs.Uploaded(27, 0, true, 2));
    assertThat(job.state()).isEqualTo(JobState.COMPLETED);
    assertThat(job.counts()).isEqualTo(new Counts(27, 0, 0, 26, 1, 0));
    assertThat(job.usage().inputTokens()).isEqualTo(26 * 3);
    assertThat(disk.results(id, Order.INPUT).stream().map(RunView::line))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 27).mapToObj(Long::valueOf).toList());
    assertThat(disk.results(id, Order.COMPLETION)).hasSize(27);
    var seen = await(events);
    assertThat(seen.getFirst()).isInstanceOf(JobEvent.Snapshot.class);
    assertThat(seen.getLast()).isInstanceOf(JobEvent.End.class);
    assertThat(
            seen.stream()
                .filter(JobEvent.StateChanged.class::isInstance)
                .map(event -> event.job().state()))
        .containsExactly(JobState.RUNNING, JobState.COMPLETED);
    assertThat(seen.stream().map(JobEvent::id).toList()).isSorted();
    assertThat(
            await(
                ok(jobs.events(TENANT, id, seen.getLast().id())).runWith(Sink.seq(), disk.system)))
        .as("who has seen the end hears nothing more")
        .isEmpty();
    assertThat(await(ok(jobs.events(TENANT, id, null)).runWith(Sink.seq(), disk.system)))
        .hasExactlyElementsOfTypes(JobEvent.Snapshot.class, JobEvent.End.class);
  }

  @Test
  void aKeyMakesOneJob() {
    var key = new Idempotency("nightly", "f1");
    var first = ok(jobs.create(newJob("keyed", key)));

    var second = ok(jobs.create(newJob("keyed", key)));

    assertThat(first.replayed()).isFalse();
    assertThat(second.replayed()).isTrue();
    assertThat(second.job().id()).isEqualTo(first.job().id());
    assertThat(refusal(jobs.create(newJob("keyed", new Idempotency("nightly", "f2")))).kind())
        .isEqualTo(Refusal.Kind.IDEMPOTENCY_KEY_REUSED);
    var found = new Jobs.Query(TENANT, null, null, Map.of(), "nightly");
    assertThat(ok(jobs.list(found, 10, null)).items()).hasSize(1);
    ok(jobs.cancel(TENANT, first.job().id(), false));
  }

  @Test
  void aRejectedJobStaysAndItsKeyIsFree() {
    var key = new Idempotency("strict", "f1");
    var strict =
        new Jobs.NewJob(
            TENANT,
            new ChainSource.Inline(chain("Say {word}")),
            "strict",
            Map.of(),
            5,
            1,
            false,
            true,
            0,
            key);
    var first = ok(jobs.create(strict)).job().id();
    var body =
        org.apache.pekko.stream.javadsl.Source.single(
            org.apache.pekko.util.ByteString.fromString("{\"word\":\"a\"}\n{\"other\":1}\n"));

    var refused = refusal(jobs.upload(TENANT, first, 0, true, body));
    var second = ok(jobs.create(strict));

    assertThat(refused.kind()).isEqualTo(Refusal.Kind.LINE_INVALID);
    assertThat(ok(jobs.get(TENANT, first)).state()).isEqualTo(JobState.REJECTED);
    assertThat(second.replayed()).isFalse();
    assertThat(second.job().id()).isNotEqualTo(first);
    ok(jobs.cancel(TENANT, second.job().id(), false));
  }

  @Test
  void aPausedJobCallsNobodyUntilItIsResumed() {
    dispatcher.stopped.set(true);
    var id = create("paused");
    disk.upload(id, 0, true, words(40));

    assertThat(ok(jobs.pause(TENANT, id)).pausedBy()).isEqualTo("user");
    dispatcher.stopped.set(false);
    assertThat(ok(jobs.pause(TENANT, id)).counts().waiting()).isEqualTo(40);
    assertThat(ok(jobs.resume(TENANT, id)).state()).isEqualTo(JobState.RUNNING);

    assertThat(disk.atEnd(id).counts().succeeded()).isEqualTo(40);
  }

  @Test
  void aCancelledJobEndsEveryOpenLine() {
    dispatcher.stopped.set(true);
    var id = create("cancelled");
    disk.upload(id, 0, true, words(95));

    var cancelling = ok(jobs.cancel(TENANT, id, false));
    var job = disk.atEnd(id);

    assertThat(cancelling.state()).isIn(JobState.CANCELLING, JobState.CANCELLED);
    assertThat(job.state()).isEqualTo(JobState.CANCELLED);
    assertThat(job.counts()).isEqualTo(new Counts(95, 0, 0, 0, 0, 95));
    assertThat(ok(jobs.cancel(TENANT, id, true)).state()).isEqualTo(JobState.CANCELLED);
    assertThat(refusal(jobs.pause(TENANT, id)).kind()).isEqualTo(Refusal.Kind.WRONG_STATE);
    assertThat(disk.results(id, Order.INPUT)).hasSize(95);
  }

  @Test
  void failedLinesAreTakenUpAgainAndAnsweredOnesAreNot() {
    var id = create("retried");
    disk.upload(id, 0, true, List.of("a", "fail1", "b", "fail2"));
    assertThat(disk.atEnd(id).counts().failed()).isEqualTo(2);
    dispatcher.failing.set(false);
    dispatcher.asked.clear();

    assertThat(ok(jobs.retryFailed(TENANT, id, AGAIN))).isEqualTo(2);
    var job = disk.atEnd(id);

    assertThat(job.counts()).isEqualTo(new Counts(4, 0, 0, 4, 0, 0));
    assertThat(dispatcher.asked).hasSize(2);
    assertThat(disk.results(id, Order.COMPLETION)).hasSize(6);
    assertThat(disk.results(id, Order.INPUT).stream().map(RunView::take))
        .containsExactly(1, 2, 1, 2);
    assertThat(ok(jobs.retryFailed(TENANT, id, AGAIN))).isZero();
  }

  @Test
  void oneRunOfAJobIsTakenUpAgain() {
    var id = create("one");
    disk.upload(id, 0, true, List.of("a", "fail"));
    disk.atEnd(id);
    dispatcher.failing.set(false);
    var failed = disk.results(id, Order.INPUT).get(1);

    ok(runs.retry(TENANT, failed.id(), AGAIN));

    assertThat(disk.atEnd(id).counts().succeeded()).isEqualTo(2);
    assertThat(ok(runs.get(TENANT, failed.id())).status()).isEqualTo(RunStatus.SUCCEEDED);
    var well = disk.results(id, Order.INPUT).getFirst();
    assertThat(refusal(runs.retry(TENANT, well.id(), AGAIN)).kind())
        .isEqualTo(Refusal.Kind.NOT_TERMINAL);
  }

  @Test
  void jobsAreListedNewestFirstInPagesThatKnowTheirQuery() {
    var ids = IntStream.range(0, 5).mapToObj(i -> create("paged")).toList();
    var query = new Jobs.Query(TENANT, null, null, Map.of("name", "paged"), null);

    var first = ok(jobs.list(query, 2, null));
    var second = ok(jobs.list(query, 2, first.nextToken()));
    var third = ok(jobs.list(query, 2, second.nextToken()));

    assertThat(first.items().stream().map(job -> job.id())).containsExactly(ids.get(4), ids.get(3));
    assertThat(second.items().stream().map(job -> job.id()))
        .containsExactly(ids.get(2), ids.get(1));
    assertThat(third.items().stream().map(job -> job.id())).containsExactly(ids.get(0));
    var other = new Jobs.Query(TENANT, JobState.COMPLETED, null, Map.of(), null);
    assertThat(refusal(jobs.list(other, 2, first.nextToken())).kind())
        .isEqualTo(Refusal.Kind.INVALID_REQUEST);
    assertThat(await(jobs.active(TENANT))).containsAll(ids);
    ids.forEach(id -> ok(jobs.cancel(TENANT, id, false)));
    var cancelled = new Jobs.Query(TENANT, JobState.CANCELLED, null, Map.of("name", "paged"), null);
    Awaitility.await()
        .untilAsserted(() -> assertThat(ok(jobs.list(cancelled, 9, null)).items()).hasSize(5));
  }

  @Test
  void anotherTenantsJobIsNotThere() {
    var id = create("mine");

    assertThat(refusal(jobs.get("other", id)).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(refusal(jobs.cancel("other", id, false)).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(refusal(jobs.get(TENANT, "job_nonsense")).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    ok(jobs.cancel(TENANT, id, false));
  }

  @Test
  void aRunAloneIsAnsweredWithinItsWait() {
    var submitted = ok(runs.submit(newRun("hello", null), Duration.ofSeconds(20)));

    assertThat(submitted.run().status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(submitted.run().output()).isEqualTo(Json.object().put("said", "re: Say hello"));
    assertThat(ok(runs.get(TENANT, submitted.run().id())).labels()).containsEntry("team", "atlas");
    assertThat(refusal(runs.get("other", submitted.run().id())).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void runsAloneAreListedNewestFirstOverTheirPartitions() {
    var ids =
        IntStream.range(0, 7)
            .mapToObj(i -> ok(runs.submit(newRun("q" + i, null), Duration.ZERO)).run().id())
            .toList();
    var query = new Runs.Query(TENANT, null, null, Map.of(), null);

    var first = ok(runs.list(query, 4, null));
    var second = ok(runs.list(query, 3, first.nextToken()));

    var listed = first.items().stream().map(RunView::id).toList();
    assertThat(listed).containsExactlyElementsOf(ids.subList(3, 7).reversed());
    assertThat(second.items().stream().map(RunView::id))
        .containsExactlyElementsOf(ids.subList(0, 3).reversed());
  }

  @Test
  void aKeyMakesOneRun() {
    var key = new Idempotency("run-1", "f1");
    var first = ok(runs.submit(newRun("keyed", key), Duration.ofSeconds(20)));

    var second = ok(runs.submit(newRun("keyed", key), Duration.ZERO));

    assertThat(second.replayed()).isTrue();
    assertThat(second.run()).isEqualTo(first.run());
    assertThat(
            refusal(runs.submit(newRun("keyed", new Idempotency("run-1", "f2")), Duration.ZERO))
                .kind())
        .isEqualTo(Refusal.Kind.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void aRunAloneIsTakenUpAgainAndCancelled() {
    var failed = ok(runs.submit(newRun("fail", null), Duration.ofSeconds(20))).run();
    assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
    dispatcher.stopped.set(true);

    var again = ok(runs.retry(TENANT, failed.id(), AGAIN));
    assertThat(again.status()).isIn(RunStatus.WAITING, RunStatus.RUNNING);

    assertThat(ok(runs.cancel(TENANT, failed.id(), true)).status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void anInputThatLacksAVariableMakesNoRun() {
    var run =
        new Runs.NewRun(
            TENANT, new ChainSource.Inline(chain("Say {word}")), Json.object(), Map.of(), 5, null);

    var why = refusal(runs.submit(run, Duration.ZERO));

    assertThat(why.kind()).isEqualTo(Refusal.Kind.MISSING_VARIABLE);
    assertThat(why.faults().getFirst().pointer()).isEqualTo("/input/word");
  }

  @Test
  void chainsHaveVersionsAndWhatIsReplacedMustBeNamed() {
    var chains = disk.engine.chains();
    var one = chain("One {word}");
    var two = chain("Two {word}");

    var first = ok(chains.put(TENANT, "echo", one, null, true));
    assertThat(first.version().reference()).isEqualTo("echo@1");
    assertThat(ok(chains.put(TENANT, "echo", one, null, false)).created()).isFalse();
    assertThat(refusal(chains.put(TENANT, "echo", two, null, false)).kind())
        .isEqualTo(Refusal.Kind.PRECONDITION_REQUIRED);
    assertThat(refusal(chains.put(TENANT, "echo", two, "sha256:0", false)).kind())
        .isEqualTo(Refusal.Kind.VERSION_CONFLICT);
    assertThat(refusal(chains.put(TENANT, "echo", two, null, true)).kind())
        .isEqualTo(Refusal.Kind.VERSION_CONFLICT);
    ok(chains.put(TENANT, "echo", two, one.digest(), false));

    assertThat(ok(chains.get(TENANT, "echo")).version()).isEqualTo(2);
    assertThat(ok(chains.get(TENANT, "echo@1")).digest()).isEqualTo(one.digest());
    assertThat(await(chains.list(TENANT))).hasSize(1);
    var job =
        new Jobs.NewJob(
            TENANT, new ChainSource.Named("echo"), "named", Map.of(), 5, 1, false, false, 0, null);
    var id = ok(jobs.create(job)).job();
    assertThat(id.chain()).isEqualTo("echo@2");
    assertThat(refusal(chains.delete(TENANT, "echo")).kind()).isEqualTo(Refusal.Kind.JOB_ACTIVE);
    ok(jobs.seal(TENANT, id.id()));
    disk.atEnd(id.id());
    Awaitility.await().untilAsserted(() -> ok(chains.delete(TENANT, "echo")));
    assertThat(refusal(chains.get(TENANT, "echo@1")).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(ok(chains.put(TENANT, "echo", one, null, true)).version().version()).isEqualTo(3);
  }

  @Test
  void anUnknownProviderIsRefusedByName() {
    var chain = chain("\"},{\"model\":\"nobody/x\",\"ask\":\"Say {word}");
    var job =
        new Jobs.NewJob(
            TENANT, new ChainSource.Inline(chain), "", Map.of(), 5, 1, false, false, 0, null);

    var why = refusal(jobs.create(job));

    assertThat(why.kind()).isEqualTo(Refusal.Kind.CHAIN_INVALID);
    assertThat(why.detail()).contains("nobody").contains("known are openai");
    assertThat(
            refusal(
                    disk.engine
                        .runs()
                        .submit(
                            new Runs.NewRun(
                                TENANT,
                                new ChainSource.Named("none"),
                                Json.object(),
                                Map.of(),
                                5,
                                null),
                            Duration.ZERO))
                .kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void aChainIsPreviewedWithoutACall() {
    var preview =
        ok(
            disk.engine
                .chains()
                .preview(
                    TENANT,
                    new ChainSource.Inline(chain("Say {word}")),
                    Json.object().put("word", "hi")));

    assertThat(preview.prompts()).hasSize(1);
    assertThat(preview.prompts().getFirst().complete()).isTrue();
    assertThat(preview.inputTokens()).isPositive();
  }

  private PreviewCost previewedCost(String more) {
    var text = "{\"chain\":\"echo\"," + more + "\"steps\":[{\"ask\":\"Say {word}\"}]}";
    var read = (ChainReader.Outcome.Good) ChainReader.read(text, "echo", null);
    var source = new ChainSource.Inline(read.chain());
    return ok(disk.engine.chains().preview(TENANT, source, Json.object().put("word", "hi"))).cost();
  }

  @Test
  void aPreviewSaysWhatThePromptsWouldCostByTheirModel() {
    // "Say hi" is 2 tokens and 4 of its message, 1,000 billionths each; 10 answered at 4,000
    assertThat(previewedCost("\"options\":{\"max_tokens\":10},"))
        .isEqualTo(new PreviewCost(6_000L, 46_000L));
    assertThat(previewedCost("\"model\":\"m\",")).isEqualTo(new PreviewCost(6_000L, null));
    assertThat(previewedCost("\"model\":\"openai/dear\",")).isEqualTo(new PreviewCost(null, null));
  }

  @Test
  void whatWasUnderWayGoesOnWithTheNextEngine() throws Exception {
    dispatcher.stopped.set(true);
    var id = create("resumed");
    disk.upload(id, 0, true, words(20));
    var run = ok(runs.submit(newRun("alone", null), Duration.ZERO)).run();
    disk.close();
    dispatcher.stopped.set(false);

    open();

    assertThat(disk.atEnd(id).counts().succeeded()).isEqualTo(20);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(ok(runs.get(TENANT, run.id())).status()).isEqualTo(RunStatus.SUCCEEDED));
  }

  @Test
  void anEngineThatIsClosedTakesNoNewWork() throws Exception {
    disk.engine.close();

    assertThat(refusal(jobs.create(newJob("late", null))).kind())
        .isEqualTo(Refusal.Kind.SHUTTING_DOWN);
    disk.close();
    open();
  }

  private static Chain inline(String json) {
    return switch (ChainReader.read(json, "test", null)) {
      case ChainReader.Outcome.Good(var chain) -> chain;
      case ChainReader.Outcome.Bad(var faults) -> throw new AssertionError(faults.toString());
    };
  }

  private Jobs.NewJob jobOf(String name, ChainSource chain) {
    return new Jobs.NewJob(TENANT, chain, name, Map.of(), 5, 1, false, false, 0, null);
  }

  @Test
  void aGridRunsEachLineOnceForEachCombinationInOrder() {
    var chain =
        inline(
            """
            {"chain": "trial", "grid": {"temperature": [0, 0.5], "model": ["openai/a", "openai/b"]},
             "steps": [{"ask": "Say {word}", "as": "said"}]}
            """);
    var id = ok(jobs.create(jobOf("grid", new ChainSource.Inline(chain)))).job().id();
    assertThat(disk.upload(id, 0, false, List.of("a", "b", "c")).acceptedLines()).isEqualTo(3);
    assertThat(ok(jobs.get(TENANT, id)).acceptedLines()).isEqualTo(3);

    var again = disk.upload(id, 2, true, List.of("c", "d", "e"));
    var job = disk.atEnd(id);

    assertThat(again.acceptedLines()).isEqualTo(5);
    assertThat(again.added()).isEqualTo(2);
    assertThat(job.acceptedLines()).isEqualTo(5);
    assertThat(job.counts().accepted()).isEqualTo(20);
    assertThat(job.counts().succeeded()).isEqualTo(20);
    var rows = disk.results(id, Order.INPUT);
    assertThat(rows).extracting(RunView::lineId).startsWith("1#1", "1#2", "1#3", "1#4", "2#1");
    assertThat(rows).extracting(RunView::line).startsWith(1L, 1L, 1L, 1L, 2L).endsWith(5L);
    assertThat(rows)
        .extracting(run -> String.valueOf(Objects.requireNonNull(run.trial()).grid()))
        .startsWith(
            "{\"temperature\":0,\"model\":\"openai/a\"}",
            "{\"temperature\":0,\"model\":\"openai/b\"}",
            "{\"temperature\":0.5,\"model\":\"openai/a\"}",
            "{\"temperature\":0.5,\"model\":\"openai/b\"}",
            "{\"temperature\":0,\"model\":\"openai/a\"}");
    assertThat(rows).extracting(RunView::lineId).endsWith("5#3", "5#4").doesNotHaveDuplicates();
    assertThat(ok(disk.engine.results().one(TENANT, id, "4#2")).line()).isEqualTo(4);
  }

  @Test
  void aRunAloneOfAGridIsRefused() {
    var chain = inline("{\"repeat_runs\": 2, \"steps\": [{\"ask\": \"x\"}]}");
    var run =
        new Runs.NewRun(TENANT, new ChainSource.Inline(chain), Json.object(), Map.of(), 5, null);

    assertThat(refusal(runs.submit(run, Duration.ZERO)).kind())
        .isEqualTo(Refusal.Kind.INVALID_REQUEST);
  }

  @Test
  void whatAJobUsesIsPinnedWhenItIsMade() {
    var chains = disk.engine.chains();
    var first = inline("{\"chain\": \"inner\", \"steps\": [{\"ask\": \"One {w}\"}]}");
    var second = inline("{\"chain\": \"inner\", \"steps\": [{\"ask\": \"Two {w}\"}]}");
    var outer =
        inline(
            """
            {"chain": "outer", "output": "said",
             "steps": [{"use": "inner", "with": {"w": "{word}"}, "as": "said"}]}
            """);
    assertThat(refusal(chains.put(TENANT, "outer", outer, null, false)).faults().getFirst().code())
        .isEqualTo("unknown-chain");
    var inner = ok(chains.put(TENANT, "inner", first, null, false)).version();
    ok(chains.put(TENANT, "outer", outer, null, false));
    var id = ok(jobs.create(jobOf("pinned", new ChainSource.Named("outer")))).job().id();

    ok(chains.put(TENANT, "inner", second, inner.digest(), false));
    disk.upload(id, 0, true, List.of("x"));
    disk.atEnd(id);
    var later = ok(jobs.create(jobOf("later", new ChainSource.Named("outer")))).job().id();
    disk.upload(later, 0, true, List.of("x"));
    disk.atEnd(later);

    assertThat(disk.results(id, Order.INPUT).getFirst().messages()).isEmpty();
    assertThat(said(id)).contains("One x");
    assertThat(said(later)).contains("Two x");
  }

  private String said(String job) {
    return String.valueOf(disk.results(job, Order.INPUT).getFirst().output());
  }
}
