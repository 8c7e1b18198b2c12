package dev.windlass.engine.intake;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ids of jobs that get their lines in many small uploads, so that not each of them has to read
 * the whole job again. Only a hint: what is not here is read back. Thread-safe.
 */
final class RememberedIds {
  private static final int MOST_JOBS = 256;

  private record Kept(long acceptedLines, TakenIds taken) {}

  private final long mostIds;
  private final Map<String, Kept> jobs = new LinkedHashMap<>();
  private long ids;

  RememberedIds(long mostIds) {
    this.mostIds = mostIds;
  }

  /** The ids of a job that has exactly so many lines, for the caller alone; null when unknown. */
  synchronized @Nullable TakenIds take(String job, long acceptedLines) {
    var kept = jobs.remove(job);
    if (kept == null) {
      return null;
    }
    ids -= kept.taken.size();
    return kept.acceptedLines == acceptedLines ? kept.taken : null;
  }

  /** Gives them back; the jobs not heard of for longest give way. */
  synchronized void put(String job, long acceptedLines, TakenIds taken) {
    if (taken.size() > mostIds) {
      return;
    }
    var before = jobs.remove(job);
    ids += taken.size() - (before == null ? 0 : before.taken.size());
    jobs.put(job, new Kept(acceptedLines, taken));
    var oldest = jobs.entrySet().iterator();
    while (ids > mostIds || jobs.size() > MOST_JOBS) {
      ids -= oldest.next().getValue().taken.size();
      oldest.remove();
    }
  }
}
