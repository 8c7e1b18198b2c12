package dev.windlass.engine.intake;

import dev.windlass.engine.Jobs;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.japi.pf.PFBuilder;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One body on its way into one job: split, compare, read, accept, record, in this order and each
 * only as fast as the next. The counters are written by one stage each and read when the stream has
 * ended.
 */
final class Upload {
  /** What comes from the body: its bytes, and how it ended. */
  private sealed interface Piece {
    record Bytes(ByteString bytes) implements Piece {}

    record End() implements Piece {}

    record Cut(Throwable cause) implements Piece {}
  }

  private final IntakeSettings settings;
  private final IntakeTarget target;
  private final IntakeTarget.Opened opened;
  private final boolean seal;
  private final Executor executor;
  private final LineSplitter splitter;
  private final Overlap overlap;
  private final LineReader reader;
  private final Acceptance acceptance;

  private CompletionStage<?> lastAccept = CompletableFuture.completedFuture(true);
  private @Nullable Throwable cut;
  private volatile long accepted;
  private volatile long rejected;

  /**
   * @param overlapTaken the acceptance's ids where {@link Overlap} has to fill them, or null
   */
  Upload(
      IntakeSettings settings,
      IntakeTarget target,
      IntakeTarget.Opened opened,
      long offset,
      boolean seal,
      TakenIds taken,
      @Nullable TakenIds overlapTaken,
      Executor executor) {
    this.settings = settings;
    this.target = target;
    this.opened = opened;
    this.seal = seal;
    this.executor = executor;
    splitter = new LineSplitter(settings.maxLineBytes(), offset == 0);
    overlap = new Overlap(target, opened, offset, overlapTaken, executor);
    reader = new LineReader(opened.chain(), settings.maxLineBytes());
    var last = opened.partitions().isEmpty() ? null : opened.partitions().getLast();
    acceptance = new Acceptance(settings, taken, opened.strict(), opened.acceptedLines(), last);
    accepted = opened.acceptedLines();
    rejected = opened.rejectedLines();
  }

  CompletionStage<Reply<Jobs.Uploaded>> run(Source<ByteString, ?> body, Materializer materializer) {
    return body.<Piece>map(Piece.Bytes::new)
        .concat(Source.single(new Piece.End()))
        .recover(new PFBuilder<Throwable, Piece>().matchAny(Piece.Cut::new).build())
        .map(this::split)
        .mapAsync(1, overlap::skipKnown)
        .mapAsync(settings.readers(), this::read)
        .via(new Batches(acceptance, settings.batchDelay()))
        .mapAsync(settings.batchesInFlight(), this::accept)
        .mapAsync(1, this::record)
        .runWith(Sink.ignore(), materializer)
        .thenComposeAsync(done -> finish(), executor)
        .exceptionallyComposeAsync(this::ended, executor);
  }

  /** Whether the body reached the job's end and is acknowledged: the ids are those of the job. */
  boolean whole() {
    return accepted == acceptance.number() && overlap.seen() >= accepted;
  }

  long accepted() {
    return accepted;
  }

  private List<RawLine> split(Piece piece) {
    return switch (piece) {
      case Piece.Bytes(var bytes) -> splitter.feed(bytes);
      case Piece.End end -> splitter.end();
      case Piece.Cut(var cause) -> {
        cut = cause; // what was complete goes on; a line without its end is dropped
        yield List.of();
      }
    };
  }

  private CompletionStage<List<ReadLine>> read(List<RawLine> lines) {
    if (lines.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return CompletableFuture.supplyAsync(
        () -> {
          var read = new ArrayList<ReadLine>(lines.size());
          for (var line : lines) {
            read.add(new ReadLine(reader.read(line), line.length()));
          }
          return read;
        },
        executor);
  }

  /**
   * Batches of one partition follow each other; those of different ones are written side by side.
   */
  private CompletionStage<Batch> accept(Batch batch) {
    int partition = batch.fill().partition();
    long first = batch.fill().firstLine() + batch.from();
    var accepting =
        batch.from() == 0
            ? target.accept(opened.epoch(), partition, 0, batch.lines(), first)
            : lastAccept.thenComposeAsync(
                done ->
                    target.accept(opened.epoch(), partition, batch.from(), batch.lines(), first),
                executor);
    lastAccept = accepting;
    return accepting.thenApplyAsync(reply -> orRefuse(reply, batch), executor);
  }

  private CompletionStage<Batch> record(Batch batch) {
    return target
        .record(opened.epoch(), batch.fill())
        .thenApplyAsync(
            reply -> {
              orRefuse(reply, batch);
              accepted = batch.fill().firstLine() - 1 + batch.fill().lines();
              rejected = opened.rejectedLines() + batch.rejectedSoFar();
              return batch;
            },
            executor);
  }

  private CompletionStage<Reply<Jobs.Uploaded>> finish() {
    if (!acceptance.faults().isEmpty()) {
      return reject();
    }
    if (cut != null) {
      return refused(broken(cut));
    }
    if (seal && overlap.seen() < opened.acceptedLines()) {
      return refused(
          opened.sealed()
              ? Overlap.sealed(opened, target.job()).refusal()
              : Refusal.of(
                  Refusal.Kind.LINE_CONFLICT,
                  "the body ends at line %d, but %d lines are accepted, so it cannot be the job's last part."
                      .formatted(overlap.seen(), accepted)));
    }
    if (!seal || opened.sealed()) {
      return done(opened.sealed());
    }
    return target
        .seal(opened.epoch())
        .thenComposeAsync(
            reply ->
                switch (reply) {
                  case Reply.Ok<Boolean> ok -> done(true);
                  case Reply.Refused<Boolean>(var why) -> refused(why);
                },
            executor);
  }

  private CompletionStage<Reply<Jobs.Uploaded>> done(boolean sealed) {
    return CompletableFuture.completedFuture(
        Reply.ok(new Jobs.Uploaded(accepted, rejected, sealed, accepted - opened.acceptedLines())));
  }

  private CompletionStage<Reply<Jobs.Uploaded>> refused(Refusal why) {
    var whole =
        why.members().containsKey("accepted_lines") ? why : why.with("accepted_lines", accepted);
    return CompletableFuture.completedFuture(Reply.refused(whole));
  }

  private CompletionStage<Reply<Jobs.Uploaded>> reject() {
    var faults = List.copyOf(acceptance.faults());
    var why =
        new Refusal(
                Refusal.Kind.LINE_INVALID,
                "%s is strict and has bad lines, so it is rejected: no call was made. Mend them and send the lines again."
                    .formatted(target.job()),
                faults,
                java.util.Map.of())
            .with("job_id", target.job());
    return target
        .reject(opened.epoch(), faults)
        .thenApplyAsync(
            reply ->
                switch (reply) {
                  case Reply.Ok<Boolean> ok -> Reply.<Jobs.Uploaded>refused(why);
                  case Reply.Refused<Boolean>(var other) -> Reply.<Jobs.Uploaded>refused(other);
                },
            executor);
  }

  /** The stream ended before the body did: by a refusal, or because something is broken. */
  private CompletionStage<Reply<Jobs.Uploaded>> ended(Throwable thrown) {
    var cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof RefusedUpload refused) {
      return acceptance.faults().isEmpty() ? refused(refused.refusal()) : reject();
    }
    return CompletableFuture.failedFuture(cause);
  }

  private Refusal broken(Throwable cause) {
    var kept = "The " + accepted + " lines accepted so far are kept; go on after them.";
    return cause instanceof TimeoutException
        ? Refusal.of(Refusal.Kind.REQUEST_TIMEOUT, "no byte came for too long. " + kept)
        : Refusal.of(Refusal.Kind.INVALID_REQUEST, "the body broke off. " + kept);
  }

  private static <T> T orRefuse(Reply<Boolean> reply, T value) {
    return switch (reply) {
      case Reply.Ok<Boolean> ok -> value;
      case Reply.Refused<Boolean>(var why) -> throw new RefusedUpload(why);
    };
  }
}
