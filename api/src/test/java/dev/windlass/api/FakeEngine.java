package dev.windlass.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.ChainSource;
import dev.windlass.engine.Chains;
import dev.windlass.engine.Collections;
import dev.windlass.engine.Engine;
import dev.windlass.engine.Jobs;
import dev.windlass.engine.Page;
import dev.windlass.engine.ResultsDoor;
import dev.windlass.engine.Runs;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.PreviewCost;
import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.JobEvent;
import dev.windlass.engine.protocol.JobPatch;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.LimitsDoor;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.NodesDoor;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunEvent;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.results.FailureGroup;
import dev.windlass.engine.results.ResultItem;
import dev.windlass.engine.results.ResultQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** An engine that answers what a test tells it to, and notes what it was asked. */
final class FakeEngine implements Engine, Jobs, ResultsDoor, LimitsDoor, NodesDoor {
  final List<Object> asked = new CopyOnWriteArrayList<>();
  final Materializer materializer;
  volatile @Nullable Refusal refusal;
  volatile List<RunEvent> runEvents = List.of();
  volatile @Nullable RuntimeException failure;
  volatile JobView job = Samples.job();
  volatile JobView changed = Samples.job();
  volatile RunView run = Samples.run();
  volatile boolean replayed;
  volatile boolean created = true;
  volatile PreviewCost cost = new PreviewCost(null, null);
  volatile Chains.Version version = Samples.version();
  volatile Uploaded uploaded = new Uploaded(3, 1, true, 3);
  volatile @Nullable Refusal uploadRefusal;
  volatile String uploadedText = "";
  volatile @Nullable String nextToken;
  volatile Source<JobEvent, NotUsed> events = Source.empty();
  volatile Source<List<ResultItem>, NotUsed> results = Source.empty();
  volatile @Nullable CompletableFuture<Reply<Runs.Submitted>> pending;

  FakeEngine(Materializer materializer) {
    this.materializer = materializer;
  }

  private <T> CompletionStage<Reply<T>> reply(Object question, T value) {
    asked.add(question);
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    return CompletableFuture.completedFuture(
        refusal == null ? Reply.ok(value) : Reply.refused(refusal));
  }

  @Override
  public CompletionStage<List<NodesDoor.NodeView>> nodes() {
    return CompletableFuture.completedFuture(
        List.of(
            new NodesDoor.NodeView(
                "10.0.0.1:7355",
                List.of("engine", "api"),
                List.of(),
                new NodesDoor.NodeState("1.2", 0, 0, 0, 1_000_000)),
            new NodesDoor.NodeView(
                "10.0.0.2:7355",
                List.of("worker"),
                List.of("openai"),
                new NodesDoor.NodeState("1.2", 17, 64, 8.5, 2_000_000)),
            new NodesDoor.NodeView("10.0.0.3:7355", List.of("worker"), List.of("local"), null)));
  }

  Object lastAsked() {
    return asked.getLast();
  }

  @Override
  public Collections collections() {
    return new CollectionsDoor();
  }

  @Override
  public Chains chains() {
    return new ChainsDoor();
  }

  @Override
  public Jobs jobs() {
    return this;
  }

  @Override
  public Runs runs() {
    return new RunsDoor();
  }

  @Override
  public ResultsDoor results() {
    return this;
  }

  @Override
  public void close() {}

  record Applied(String name, Chain chain, @Nullable String ifMatch, boolean ifAbsent) {}

  @Override
  public CompletionStage<Reply<Created>> create(NewJob wanted) {
    return reply(wanted, new Created(job, replayed));
  }

  @Override
  public CompletionStage<Reply<JobView>> get(String tenant, String id) {
    return reply("job " + id, job);
  }

  @Override
  public CompletionStage<Reply<JobView>> awaitChange(
      String tenant, String id, long version, Duration wait) {
    return reply("await v" + version + " for " + wait, changed);
  }

  @Override
  public CompletionStage<Reply<Page<JobView>>> list(
      Jobs.Query query, int pageSize, @Nullable String token) {
    return reply(List.of(query, pageSize, "" + token), new Page<>(List.of(job), nextToken));
  }

  @Override
  public CompletionStage<Reply<Uploaded>> upload(
      String tenant, String id, long offset, boolean seal, Source<ByteString, ?> body) {
    asked.add("upload " + id + " from " + offset + " seal " + seal);
    var why = uploadRefusal;
    if (why != null) {
      return CompletableFuture.completedFuture(Reply.refused(why));
    }
    return body.runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer)
        .handle((bytes, thrown) -> {
          if (thrown != null) {
            var cause = thrown.getCause() == null ? thrown : thrown.getCause();
            return Reply.refused(
                Refusal.of(
                    cause instanceof java.util.concurrent.TimeoutException
                        ? Refusal.Kind.REQUEST_TIMEOUT
                        : Refusal.Kind.INVALID_REQUEST,
                    "the body broke off"));
          }
          uploadedText = bytes.utf8String();
          return Reply.ok(uploaded);
        });
  }

  @Override
  public CompletionStage<Reply<JobView>> seal(String tenant, String id) {
    return reply("seal " + id, job);
  }

  @Override
  public CompletionStage<Reply<JobView>> change(
      String tenant, String id, JobPatch patch, @Nullable Long version) {
    return reply(Arrays.asList(id, patch, version), job);
  }

  @Override
  public CompletionStage<Reply<JobView>> pause(String tenant, String id) {
    return reply("pause " + id, job);
  }

  @Override
  public CompletionStage<Reply<JobView>> resume(String tenant, String id) {
    return reply("resume " + id, job);
  }

  @Override
  public CompletionStage<Reply<JobView>> cancel(String tenant, String id, boolean abort) {
    return reply("cancel " + id + (abort ? " abort" : " drain"), job);
  }

  @Override
  public CompletionStage<Reply<Long>> retryFailed(String tenant, String id, Retry retry) {
    return reply(retry, 7L);
  }

  @Override
  public CompletionStage<Reply<Source<JobEvent, NotUsed>>> events(
      String tenant, String id, @Nullable Long after) {
    return reply("events after " + after, events);
  }

  @Override
  public CompletionStage<List<String>> active(String tenant) {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public CompletionStage<Reply<Source<List<ResultItem>, NotUsed>>> read(ResultQuery query) {
    return reply(query, results);
  }

  @Override
  public CompletionStage<Reply<RunView>> one(String tenant, String job, String lineId) {
    return reply("line " + lineId, run);
  }

  @Override
  public CompletionStage<Reply<List<FailureGroup>>> failures(String tenant, String job) {
    return reply(
        "failures", List.of(new FailureGroup("timeout", 96, true, "row-5", "no answer in 120 s")));
  }

  @Override
  public List<ProviderView> providers() {
    return List.of(new ProviderView("openai", "openai", "http://localhost:1/v1", List.of("gpt-x")));
  }

  @Override
  public CompletionStage<List<LimitView>> limits(@Nullable String provider) {
    return CompletableFuture.completedFuture(List.of(Samples.limit()));
  }

  @Override
  public CompletionStage<Reply<List<LimitView>>> reset(String provider, @Nullable String model) {
    return reply("reset " + provider + " " + model, List.of(Samples.limit()));
  }

  @Override
  public CompletionStage<Reply<List<LimitView>>> change(
      String provider, List<LimitChange> changes) {
    return reply(changes, List.of(Samples.limit()));
  }

  /** Chains have a {@code get} of their own, so they have a door of their own. */
  private final class ChainsDoor implements Chains {
    @Override
    public CompletionStage<Reply<Put>> put(
        String tenant, String name, Chain chain, @Nullable String ifMatch, boolean ifAbsent) {
      return reply(new Applied(name, chain, ifMatch, ifAbsent), new Put(version, created));
    }

    @Override
    public CompletionStage<Reply<Version>> get(String tenant, String reference) {
      return reply("chain " + reference, version);
    }

    @Override
    public CompletionStage<List<Version>> list(String tenant) {
      var all = new ArrayList<Version>();
      for (var name : List.of("c", "a", "b")) {
        all.add(new Version(name, 1, "sha256:" + name, version.source(), version.createdAt()));
      }
      return CompletableFuture.completedFuture(all);
    }

    @Override
    public CompletionStage<Reply<Boolean>> delete(String tenant, String name) {
      return reply("delete chain " + name, true);
    }

    @Override
    public CompletionStage<Reply<Preview>> preview(
        String tenant, ChainSource chain, ObjectNode input) {
      return reply(
          List.of(chain, input),
          new Preview(
              List.of(new Prompt("0", List.of(Message.of("user", "Hi")), true)), 12, 34, cost));
    }
  }

  /** Collections have a {@code get} of their own, so they have a door of their own. */
  private final class CollectionsDoor implements Collections {
    private final Collecting.View view =
        new Collecting.View(
            new Collecting.Settings(1000, 150, null),
            7,
            2,
            5,
            4_000,
            0,
            Instant.EPOCH,
            Instant.EPOCH,
            null);

    @Override
    public CompletionStage<Reply<Collecting.Opened>> open(
        String tenant, String name, Collecting.Settings settings) {
      return reply(List.of("open " + name, settings), new Collecting.Opened(view, true));
    }

    @Override
    public CompletionStage<Reply<Collecting.Added>> add(
        String tenant,
        String name,
        Collecting.Settings settings,
        List<Collecting.Document> documents) {
      return reply(
          List.of("add to " + name, settings, documents),
          new Collecting.Added(documents.size(), 0, 0, 5, view));
    }

    @Override
    public CompletionStage<Reply<Collecting.View>> get(String tenant, String name) {
      return reply("collection " + name, view);
    }

    @Override
    public CompletionStage<Reply<List<Named>>> list(String tenant) {
      return reply("collections", List.of(new Named("handbook", view)));
    }

    @Override
    public CompletionStage<Reply<Collecting.Page>> documents(
        String tenant, String name, String after, int most) {
      var entry = new Collecting.Entry("a.md", "a.md", 3, 2_000, 1);
      return reply(
          "documents of " + name + " after '" + after + "'",
          new Collecting.Page(List.of(entry), nextToken != null));
    }

    @Override
    public CompletionStage<Reply<Collecting.Shown>> document(
        String tenant, String name, String id) {
      var entry = new Collecting.Entry(id, id, 1, 5, 1);
      return reply("document " + id, new Collecting.Shown(entry, List.of("Hello"), null));
    }

    @Override
    public CompletionStage<Reply<Collecting.View>> remove(
        String tenant, String name, String document) {
      return reply("remove " + document, view);
    }

    @Override
    public CompletionStage<Reply<Collecting.View>> delete(String tenant, String name) {
      return reply("delete " + name, view);
    }
  }

  /** Runs have a {@code get} of their own, so they have a door of their own. */
  private final class RunsDoor implements Runs {
    @Override
    public CompletionStage<Reply<Submitted>> submit(NewRun wanted, Duration wait) {
      var later = pending;
      var now = reply(List.of(wanted, wait), new Submitted(run, replayed));
      return later == null ? now : later;
    }

    @Override
    public CompletionStage<Reply<RunView>> get(String tenant, String id) {
      return reply("run " + id, run);
    }

    @Override
    public CompletionStage<Reply<Source<RunEvent, NotUsed>>> events(
        String tenant, String id, boolean tokens, boolean partials) {
      return reply("events " + id + " " + tokens + " " + partials, Source.from(runEvents));
    }

    @Override
    public CompletionStage<Reply<Page<RunView>>> list(
        Query query, int pageSize, @Nullable String token) {
      return reply(List.of(query, pageSize, "" + token), new Page<>(List.of(run), nextToken));
    }

    @Override
    public CompletionStage<Reply<RunView>> cancel(String tenant, String id, boolean abort) {
      return reply("cancel " + id, run);
    }

    @Override
    public CompletionStage<Reply<RunView>> retry(String tenant, String id, Jobs.Retry retry) {
      return reply(retry, run);
    }
  }
}
