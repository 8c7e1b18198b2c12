package dev.windlass.engine.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Journaled;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stood after so many events; saves reading them again.
 *
 * @param changes number of the last event in it
 * @param lastProgress number of the last event that moved counts
 * @param steered number of the last event that gave it other terms, 0 for none
 * @param partitions one row a partition: first line, lines, rejected, bytes, upTo, rows, succeeded,
 *     failed, cancelled, input tokens, output tokens, cost in billionths
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobSnapshot(
    JobChange.Created created,
    JobState state,
    @Nullable String reason,
    @Nullable Instant sealedAt,
    @Nullable Instant endedAt,
    Instant touchedAt,
    JobChange.@Nullable RetryStarted retry,
    long changes,
    long lastProgress,
    long steered,
    List<Job.StateNote> notes,
    List<List<Long>> partitions)
    implements Journaled {}
