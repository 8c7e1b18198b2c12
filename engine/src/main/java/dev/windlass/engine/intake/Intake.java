package dev.windlass.engine.intake;

import dev.windlass.engine.Jobs;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Takes bodies of NDJSON into jobs. One for a node; thread-safe. Holds at most one batch that
 * fills, those in flight, and a chunk for each reader, for each upload; beyond that the body is not
 * read.
 */
public final class Intake {
  private static final int PARTITIONS_READ_AT_A_TIME = 4;

  private final IntakeSettings settings;
  private final RememberedIds remembered;

  public Intake(IntakeSettings settings) {
    this.settings = settings;
    this.remembered = new RememberedIds(settings.rememberedIds());
  }

  /**
   * Streams a body into a job. Completes when the body has ended and what came of it is durable;
   * with a refusal when the job does not take it, when a line is not the one accepted before, or
   * when the body broke off ({@code REQUEST_TIMEOUT} when it failed with a {@link
   * java.util.concurrent.TimeoutException}). What was acknowledged until then stays. The body is
   * subscribed to only once the job has said that it may come.
   *
   * @param offset lines of the job before the first one that comes
   * @param seal whether the job takes no more once the body has ended well
   */
  public CompletionStage<Reply<Jobs.Uploaded>> run(
      IntakeTarget target,
      long offset,
      boolean seal,
      Source<ByteString, ?> body,
      Materializer materializer) {
    var executor = materializer.executionContext();
    return target
        .open()
        .thenComposeAsync(
            reply ->
                switch (reply) {
                  case Reply.Refused<IntakeTarget.Opened>(var why) -> refused(why);
                  case Reply.Ok<IntakeTarget.Opened>(var opened) ->
                      opened.chain().runsPerLine() == 1
                          ? begin(settings, target, opened, offset, seal, body, materializer)
                          : beginMany(target, opened, offset, seal, body, materializer);
                },
            executor);
  }

  private CompletionStage<Reply<Jobs.Uploaded>> beginMany(
      IntakeTarget target,
      IntakeTarget.Opened opened,
      long offset,
      boolean seal,
      Source<ByteString, ?> body,
      Materializer materializer) {
    int runs = opened.chain().runsPerLine();
    var lines = new RunsOfLines(target, runs);
    return begin(
        settings.forRuns(runs), lines, lines.inLines(opened), offset, seal, body, materializer);
  }

  private CompletionStage<Reply<Jobs.Uploaded>> begin(
      IntakeSettings settings,
      IntakeTarget target,
      IntakeTarget.Opened opened,
      long offset,
      boolean seal,
      Source<ByteString, ?> body,
      Materializer materializer) {
    if (offset > opened.acceptedLines()) {
      return refused(
          opened.sealed() ? Overlap.sealed(opened, target.job()).refusal() : gap(opened));
    }
    Executor executor = materializer.executionContext();
    var kept = opened.sealed() ? null : remembered.take(target.job(), opened.acceptedLines());
    var taken = kept == null ? new TakenIds() : kept;
    boolean mustRead = kept == null && !opened.sealed();
    var upload =
        new Upload(
            settings, target, opened, offset, seal, taken, mustRead ? taken : null, executor);
    var ready =
        mustRead
            ? readIds(target, opened, offset, taken, materializer)
            : CompletableFuture.completedFuture(Done.getInstance());
    return ready
        .thenComposeAsync(done -> upload.run(body, materializer), executor)
        .thenApplyAsync(
            reply -> {
              if (reply instanceof Reply.Ok<Jobs.Uploaded>(var done)
                  && !done.sealed()
                  && upload.whole()) {
                remembered.put(target.job(), upload.accepted(), taken);
              }
              return reply;
            },
            executor)
        .exceptionallyComposeAsync(Intake::unwrap, executor);
  }

  /** The ids of all partitions that the upload does not repeat from their first line on. */
  private static CompletionStage<Done> readIds(
      IntakeTarget target,
      IntakeTarget.Opened opened,
      long offset,
      TakenIds taken,
      Materializer materializer) {
    var before = opened.partitions().stream().filter(p -> p.firstLine() <= offset).toList();
    return Source.from(before)
        .mapAsync(
            PARTITIONS_READ_AT_A_TIME,
            fill -> target.lines(fill.partition()).thenApply(reply -> new Known(fill, reply)))
        .runWith(
            Sink.foreach(known -> {
              switch (known.reply) {
                case Reply.Refused<List<Line>>(var why) -> throw new RefusedUpload(why);
                case Reply.Ok<List<Line>>(var lines) -> {
                  for (int i = 0; i < known.fill.lines(); i++) {
                    taken.remember(lines.get(i), known.fill.firstLine() + i);
                  }
                }
              }
            }),
            materializer);
  }

  private record Known(IntakeTarget.PartitionFill fill, Reply<List<Line>> reply) {}

  private static Refusal gap(IntakeTarget.Opened opened) {
    return Refusal.of(
            Refusal.Kind.OFFSET_GAP,
            "%d lines are accepted: go on with offset=%d."
                .formatted(opened.acceptedLines(), opened.acceptedLines()))
        .with("accepted_lines", opened.acceptedLines());
  }

  private static CompletionStage<Reply<Jobs.Uploaded>> refused(Refusal why) {
    return CompletableFuture.completedFuture(Reply.refused(why));
  }

  private static CompletionStage<Reply<Jobs.Uploaded>> unwrap(Throwable thrown) {
    @Nullable Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    return cause instanceof RefusedUpload refused
        ? refused(refused.refusal())
        : CompletableFuture.failedFuture(cause == null ? thrown : cause);
  }
}
