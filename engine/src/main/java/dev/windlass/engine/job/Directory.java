package dev.windlass.engine.job;

import dev.windlass.engine.job.DirectoryChange.JobListed;
import dev.windlass.engine.job.DirectoryChange.JobStood;
import dev.windlass.engine.job.DirectoryChange.RunsNoted;
import dev.windlass.engine.job.DirectoryCommand.Filter;
import dev.windlass.engine.job.DirectoryCommand.FoundJobs;
import dev.windlass.engine.job.DirectoryCommand.FoundRuns;
import dev.windlass.engine.job.DirectoryCommand.JobEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which jobs a tenant has, and which partitions of single runs. Numbers grow with each, so a page
 * goes on below the number it ended at, whatever came meanwhile. Pure; changes in place.
 *
 * <p>Its memory is bounded: of jobs that have ended, and of partitions with nothing left to do, it
 * keeps the newest so many; older ones leave the list and are still found by their ids.
 */
final class Directory {
  private final int most;
  private long lastNumber;
  private final TreeMap<Long, JobEntry> jobs = new TreeMap<>();
  private final Map<String, Long> jobNumbers = new HashMap<>();
  private final TreeSet<Long> endedJobs = new TreeSet<>();
  private final TreeMap<Long, String> runs = new TreeMap<>();
  private final Map<String, Long> runNumbers = new HashMap<>();
  private final TreeSet<Long> activeRuns = new TreeSet<>();

  /**
   * @param most ended jobs that stay listed, and the same of partitions
   */
  Directory(int most) {
    this.most = most;
  }

  Directory apply(DirectoryChange change) {
    switch (change) {
      case JobListed(var job, var at) -> put(number(job.id()), job);
      case JobStood(var id, var ended, var at) -> {
        var number = jobNumbers.get(id);
        var was = number == null ? null : jobs.get(number);
        if (number != null && was != null) {
          put(number, was.in(ended));
        }
      }
      case RunsNoted noted -> {
        noted.opened().forEach(partition -> putRuns(++lastNumber, partition, true));
        noted.reopened().forEach(partition -> stand(partition, true));
        noted.ended().forEach(partition -> stand(partition, false));
      }
    }
    forget();
    return this;
  }

  /** Its own, where it is listed and now listed with other labels. */
  private long number(String job) {
    var known = jobNumbers.get(job);
    return known != null ? known : ++lastNumber;
  }

  private void put(long number, JobEntry job) {
    jobs.put(number, job);
    jobNumbers.put(job.id(), number);
    if (job.ended() == null) {
      endedJobs.remove(number);
    } else {
      endedJobs.add(number);
    }
  }

  private void putRuns(long number, String partition, boolean active) {
    var before = runNumbers.put(partition, number);
    if (before != null) {
      runs.remove(before);
      activeRuns.remove(before);
    }
    runs.put(number, partition);
    if (active) {
      activeRuns.add(number);
    }
  }

  private void stand(String partition, boolean active) {
    var number = runNumbers.get(partition);
    if (number == null) {
      if (active) {
        putRuns(++lastNumber, partition, true);
      }
    } else if (active) {
      activeRuns.add(number);
    } else {
      activeRuns.remove(number);
    }
  }

  private void forget() {
    while (endedJobs.size() > most) {
      var gone = jobs.remove(endedJobs.removeFirst());
      if (gone != null) {
        jobNumbers.remove(gone.id());
      }
    }
    if (runs.size() - activeRuns.size() > most) {
      for (var each = runs.entrySet().iterator();
          each.hasNext() && runs.size() - activeRuns.size() > most; ) {
        var oldest = each.next();
        if (!activeRuns.contains(oldest.getKey())) {
          each.remove();
          runNumbers.remove(oldest.getValue());
        }
      }
    }
  }

  /** Whether it has exactly this already. */
  boolean knows(JobEntry job) {
    var number = jobNumbers.get(job.id());
    return number != null && job.equals(jobs.get(number));
  }

  /** Whether it has the job with these labels, however it stands. */
  boolean lists(JobEntry job) {
    var number = jobNumbers.get(job.id());
    var known = number == null ? null : jobs.get(number);
    return known != null && known.labels().equals(job.labels());
  }

  boolean knowsRuns(String partition) {
    return runNumbers.containsKey(partition);
  }

  boolean activeRuns(String partition) {
    var number = runNumbers.get(partition);
    return number != null && activeRuns.contains(number);
  }

  FoundJobs findJobs(Filter filter, long before, int limit) {
    var found = new ArrayList<JobEntry>();
    var below = before <= 0 ? jobs : jobs.headMap(before, false);
    for (var entry : below.descendingMap().entrySet()) {
      if (matches(filter, entry.getValue())) {
        found.add(entry.getValue());
        if (found.size() == limit) {
          return new FoundJobs(found, jobs.firstKey() < entry.getKey() ? entry.getKey() : 0);
        }
      }
    }
    return new FoundJobs(found, 0);
  }

  private static boolean matches(Filter filter, JobEntry job) {
    return (filter.active() == null || filter.active() == (job.ended() == null))
        && (filter.ended() == null || filter.ended() == job.ended())
        && (filter.chain() == null || isChain(filter.chain(), job.chain()))
        && (filter.idempotencyKey() == null || filter.idempotencyKey().equals(job.idempotencyKey()))
        && job.labels().entrySet().containsAll(filter.labels().entrySet());
  }

  /** A bare name means every version of it. */
  private static boolean isChain(String wanted, String reference) {
    return reference.equals(wanted) || reference.startsWith(wanted + "@");
  }

  FoundRuns findRuns(boolean activeOnly, long before, int limit) {
    var partitions = new ArrayList<String>();
    var numbers = new ArrayList<Long>();
    var below = before <= 0 ? runs : runs.headMap(before, false);
    for (var entry : below.descendingMap().entrySet()) {
      if (!activeOnly || activeRuns.contains(entry.getKey())) {
        partitions.add(entry.getValue());
        numbers.add(entry.getKey());
        if (partitions.size() == limit) {
          return new FoundRuns(
              partitions, numbers, runs.firstKey() < entry.getKey() ? entry.getKey() : 0);
        }
      }
    }
    return new FoundRuns(partitions, numbers, 0);
  }

  /** Ids of jobs that have not ended. */
  List<String> activeJobs() {
    return jobs.values().stream().filter(job -> job.ended() == null).map(JobEntry::id).toList();
  }

  List<String> activeRuns() {
    var all = new ArrayList<String>(activeRuns.size());
    for (long number : activeRuns) {
      var partition = runs.get(number);
      if (partition != null) {
        all.add(partition);
      }
    }
    return all;
  }

  DirectorySnapshot snapshot() {
    var numbered = new ArrayList<DirectorySnapshot.NumberedJob>(jobs.size());
    jobs.forEach((number, job) -> numbered.add(new DirectorySnapshot.NumberedJob(number, job)));
    var partitions = new ArrayList<DirectorySnapshot.NumberedRuns>(runs.size());
    runs.forEach((number, partition) ->
        partitions.add(
            new DirectorySnapshot.NumberedRuns(number, partition, activeRuns.contains(number))));
    return new DirectorySnapshot(lastNumber, numbered, partitions);
  }

  static Directory of(DirectorySnapshot kept, int most) {
    var directory = new Directory(most);
    directory.lastNumber = kept.lastNumber();
    kept.jobs().forEach(each -> directory.put(each.number(), each.job()));
    kept.runs().forEach(each -> directory.putRuns(each.number(), each.partition(), each.active()));
    return directory;
  }
}
