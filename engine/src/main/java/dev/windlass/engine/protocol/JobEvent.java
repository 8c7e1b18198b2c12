package dev.windlass.engine.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened to a job, for those who watch it. */
public sealed interface JobEvent extends Travels {
  /** Number of the last durable event that this rests on; grows. */
  long id();

  Instant time();

  JobView job();

  /** Where it stands; the first that a new watcher gets. */
  record Snapshot(long id, Instant time, JobView job) implements JobEvent {}

  /** Counts or pace moved; may be conflated. */
  record Progress(long id, Instant time, JobView job) implements JobEvent {}

  /** Its state changed; never left out. */
  record StateChanged(
      long id, Instant time, JobView job, JobState previous, @Nullable String reason)
      implements JobEvent {}

  /** Nothing more will come. */
  record End(long id, Instant time, JobView job) implements JobEvent {}
}
