package dev.windlass.deploy.embedded;

import dev.windlass.engine.ChainSource;
import dev.windlass.engine.Engine;
import dev.windlass.engine.EngineSettings;
import dev.windlass.engine.Jobs;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.protocol.Idempotency;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.results.ResultQuery.Order;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One chain over some lines: makes the job, sends the lines in, reads the results out, all at once.
 * Begun once, by the first demand for its rows. Thread-safe.
 */
final class Work {
  static final String TENANT = EngineSettings.DEFAULT_TENANT;

  /** Marks the jobs that nobody can ask for again: they end with the program that made them. */
  static final Map<String, String> ONCE = Map.of("embedded", "once");

  private final Engine engine;
  private final Chain chain;
  private final @Nullable String name;
  private final Supplier<? extends Iterator<?>> lines;
  private final SharedKillSwitch rows = KillSwitches.shared("windlass-rows");
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable String job;

  /** Whether the lines are those of the work: not before does it end well. */
  private final CompletableFuture<Done> sent = new CompletableFuture<>();

  /**
   * @param name under which the work goes on when it is asked for again, or null
   * @param lines asked for once
   */
  Work(Engine engine, Chain chain, @Nullable String name, Supplier<? extends Iterator<?>> lines) {
    this.engine = engine;
    this.chain = chain;
    this.name = name;
    this.lines = lines;
  }

  /** The rows; whoever cancels this stream before its end cancels the work. */
  Source<RunResult, NotUsed> rows(Order order, Runnable whenOver) {
    return Source.lazyCompletionStageSource(() -> begin(order))
        .via(rows.flow())
        .watchTermination((late, ended) -> {
          ended.whenComplete((done, failed) -> {
            if (failed == null) {
              cancel();
            }
            whenOver.run();
          });
          return NotUsed.getInstance();
        });
  }

  private CompletionStage<Source<RunResult, NotUsed>> begin(Order order) {
    var what =
        new Jobs.NewJob(
            TENANT,
            new ChainSource.Inline(chain),
            name == null ? chain.name() : name,
            name == null ? ONCE : Map.of(),
            5,
            1,
            false,
            false,
            0,
            name == null ? null : new Idempotency("embedded:" + name, chain.digest()));
    return engine
        .jobs()
        .create(what)
        .thenApply(reply ->
            switch (reply) {
              case Reply.Ok<Jobs.Created>(var made) -> {
                send(made.job().id());
                yield new Rows(
                        engine.results(), TENANT, made.job().id(), order, () -> over.set(true))
                    .all()
                    .concat(Source.completionStage(sent).mapConcat(done -> List.<RunResult>of()));
              }
              case Reply.Refused<Jobs.Created>(var why) -> throw refused(why);
            });
  }

  private void send(String id) {
    job = id;
    if (over.get()) { // cancelled while the job was being made
      sent.complete(Done.getInstance());
      end(id);
      return;
    }
    engine
        .jobs()
        .upload(TENANT, id, 0, true, body())
        .whenComplete((reply, thrown) -> {
          if (thrown == null && reply instanceof Reply.Ok<Jobs.Uploaded>) {
            sent.complete(Done.getInstance());
          } else if (thrown != null) {
            fail(
                thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : thrown);
          } else if (reply instanceof Reply.Refused<Jobs.Uploaded>(var why)) {
            refuse(refused(why));
          }
        });
  }

  /**
   * A program's lines may wait for a file or a database: they are asked for on threads for that.
   */
  private Source<ByteString, NotUsed> body() {
    return Source.<Object>fromIterator(() -> iterator())
        .map(LineText::of)
        .withAttributes(ActorAttributes.dispatcher(ActorAttributes.IODispatcher().dispatcher()))
        .async();
  }

  @SuppressWarnings("unchecked") // read only
  private Iterator<Object> iterator() {
    return (Iterator<Object>) lines.get();
  }

  private Refused refused(Refusal why) {
    return switch (why.kind()) {
      case IDEMPOTENCY_KEY_REUSED, LINE_CONFLICT, JOB_SEALED ->
          new Refused(
              why.kind(),
              "the name "
                  + name
                  + " stands for other work in this folder, with another chain or other lines; take"
                  + " another name, or another folder");
      default -> Refused.of(why);
    };
  }

  /** Not all lines are in: the rest of the work has no use. */
  private void fail(Throwable why) {
    cancel();
    sent.completeExceptionally(why);
    rows.abort(why);
  }

  /** What stands under this name is other work, and goes on. */
  private void refuse(Refused why) {
    if (name == null) {
      fail(why);
    } else {
      over.set(true);
      sent.completeExceptionally(why);
      rows.abort(why);
    }
  }

  /** Starts no further call and cuts those in flight. Repeating it changes nothing. */
  void cancel() {
    if (over.compareAndSet(false, true)) {
      var id = job;
      if (id != null) {
        end(id);
      }
    }
  }

  private void end(String id) {
    engine.jobs().cancel(TENANT, id, true);
  }

  /** The engine closes: named work goes on another time, any other has nobody left to ask. */
  void leave() {
    if (name == null) {
      cancel();
    }
    over.set(true);
    rows.abort(new IllegalStateException("this Windlass was closed before the work had ended"));
  }
}
