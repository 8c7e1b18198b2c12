package dev.windlass.engine.intake;

import dev.windlass.engine.partition.Line;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Drops the lines of an upload that the job has already, after comparing each with the one that was
 * accepted. Reads one partition at a time, and only those that the upload repeats. One call at a
 * time; calls may come from different threads.
 */
final class Overlap {
  private final IntakeTarget target;
  private final IntakeTarget.Opened opened;
  private final @Nullable TakenIds taken;
  private final Executor executor;

  private long seen;
  private List<Line> known = List.of();
  private long knownFirst;
  private int knownPartition = -1;

  /**
   * @param offset lines of the job before the first one that comes
   * @param taken where the ids of repeated partitions are to be remembered, or null
   */
  Overlap(
      IntakeTarget target,
      IntakeTarget.Opened opened,
      long offset,
      @Nullable TakenIds taken,
      Executor executor) {
    this.target = target;
    this.opened = opened;
    this.taken = taken;
    this.executor = executor;
    seen = offset;
  }

  /** How far the upload came, in lines of the job. */
  long seen() {
    return seen;
  }

  /**
   * The lines among these that are new. Fails with {@link RefusedUpload} where one differs, or
   * where a sealed job would get more.
   */
  CompletionStage<List<RawLine>> skipKnown(List<RawLine> lines) {
    if (seen >= opened.acceptedLines()) {
      return CompletableFuture.completedFuture(fresh(lines, 0));
    }
    return compare(lines, 0);
  }

  private CompletionStage<List<RawLine>> compare(List<RawLine> lines, int from) {
    int at = from;
    while (at < lines.size() && seen < opened.acceptedLines()) {
      long index = seen + 1 - knownFirst;
      if (knownPartition < 0 || index >= known.size()) {
        int next = at;
        return load(seen + 1).thenComposeAsync(done -> compare(lines, next), executor);
      }
      if (!same(known.get((int) index), lines.get(at))) {
        throw conflict(seen + 1);
      }
      seen++;
      at++;
    }
    return CompletableFuture.completedFuture(fresh(lines, at));
  }

  private List<RawLine> fresh(List<RawLine> lines, int from) {
    if (from < lines.size() && opened.sealed()) {
      throw sealed(opened, target.job());
    }
    seen += lines.size() - from;
    return lines.subList(from, lines.size());
  }

  private CompletionStage<Boolean> load(long line) {
    var fill =
        opened.partitions().stream()
            .filter(p -> p.firstLine() <= line && line < p.firstLine() + p.lines())
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("no partition holds the accepted line " + line));
    return target
        .lines(fill.partition())
        .thenApplyAsync(
            reply -> {
              switch (reply) {
                case Reply.Refused<List<Line>>(var why) -> throw new RefusedUpload(why);
                case Reply.Ok<List<Line>>(var lines) -> take(fill, lines);
              }
              return true;
            },
            executor);
  }

  private void take(IntakeTarget.PartitionFill fill, List<Line> lines) {
    known = lines.subList(0, fill.lines());
    knownFirst = fill.firstLine();
    knownPartition = fill.partition();
    if (taken != null) {
      for (int i = 0; i < known.size(); i++) {
        taken.remember(known.get(i), knownFirst + i);
      }
    }
  }

  private RefusedUpload conflict(long line) {
    return new RefusedUpload(
        opened.sealed()
            ? sealed(opened, target.job()).refusal()
            : Refusal.of(
                    Refusal.Kind.LINE_CONFLICT,
                    "line %d is not the one that was accepted as line %d. Send the same lines again, or only those after the accepted ones."
                        .formatted(line, line))
                .with("line", line)
                .with("accepted_lines", opened.acceptedLines()));
  }

  static RefusedUpload sealed(IntakeTarget.Opened opened, String job) {
    return new RefusedUpload(
        Refusal.of(
                Refusal.Kind.JOB_SEALED,
                "%s is sealed with %d lines. Start a new job to add more."
                    .formatted(job, opened.acceptedLines()))
            .with("accepted_lines", opened.acceptedLines()));
  }

  /** Whether the bytes are equal; a text is kept as it came, so it need not be hashed. */
  private static boolean same(Line known, RawLine came) {
    if (known.text() == null) {
      return came.digest().equals(known.digest());
    }
    return known.text().equals(came.text());
  }
}
