package dev.windlass.workers.pool;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code windlass.worker}, read once; {@code reference.conf} explains each.
 *
 * @param pool calls in flight of one limit at most, and so its workers
 * @param unconfiguredStart calls in flight at first where nothing limits them
 * @param lookAhead how far ahead of the buckets steps are fetched
 * @param pace how long a call that is due waits for others at most
 * @param rampCalls calls that may open new connections at once
 * @param rampTime in which as many more may
 * @param beat how often a pool looks after its lease, its views and its overdue calls
 * @param leaseRenewal how often a lease is renewed
 * @param leaseLife how long a lease lasts
 * @param outcomeDelay how long an ended step waits for others at most
 * @param gather how long after the last look at what is to be done the next one is at the soonest,
 *     where many calls are in flight
 * @param deadlineGrace how long after its deadline a call is given up
 * @param quotaWait how long a step waits for an exhausted quota
 * @param laneIdle after which an open lane that brings no work is closed until it is opened again
 * @param laneSilent after which one of several lanes that is known to have work and brings none is
 *     closed so
 * @param mostInBackoff steps in backoff from which on no new ones are fetched
 * @param largestBatch outcomes in one message at most
 * @param batchBytes of answers in one message, about
 * @param embedBatch texts that one request has embedded at most
 * @param embedTokens of those texts, about
 */
public record WorkerSettings(
    int pool,
    int unconfiguredStart,
    Duration lookAhead,
    Duration pace,
    int rampCalls,
    Duration rampTime,
    Duration beat,
    Duration leaseRenewal,
    Duration leaseLife,
    Duration outcomeDelay,
    Duration gather,
    Duration deadlineGrace,
    Duration quotaWait,
    Duration laneIdle,
    Duration laneSilent,
    int mostInBackoff,
    int largestBatch,
    long batchBytes,
    int embedBatch,
    int embedTokens) {

  /**
   * Reads the settings; nonsense is an {@link IllegalArgumentException} with the setting's path.
   */
  public static WorkerSettings of(Config root) {
    var worker = root.getConfig("windlass.worker");
    return new WorkerSettings(
        whole(worker, "pool", 1_000_000),
        whole(worker, "unconfigured-start", 1_000_000),
        time(worker, "look-ahead"),
        time(worker, "pace"),
        whole(worker, "ramp-calls", 1_000_000),
        time(worker, "ramp-time"),
        time(worker, "beat"),
        time(worker, "lease-renewal"),
        time(worker, "lease-life"),
        time(worker, "outcome-delay"),
        time(worker, "gather"),
        time(worker, "deadline-grace"),
        positive(root.getDuration("windlass.quota-wait"), "windlass.quota-wait"),
        time(worker, "lane-idle"),
        time(worker, "lane-silent"),
        whole(worker, "most-in-backoff", 1_000_000),
        whole(worker, "largest-batch", 100_000),
        bytes(worker, "batch-bytes"),
        whole(worker, "embed-batch", 2_048),
        whole(worker, "embed-tokens", 10_000_000));
  }

  public WorkerSettings withPool(int calls) {
    return new WorkerSettings(
        calls,
        unconfiguredStart,
        lookAhead,
        pace,
        rampCalls,
        rampTime,
        beat,
        leaseRenewal,
        leaseLife,
        outcomeDelay,
        gather,
        deadlineGrace,
        quotaWait,
        laneIdle,
        laneSilent,
        mostInBackoff,
        largestBatch,
        batchBytes,
        embedBatch,
        embedTokens);
  }

  private static int whole(Config worker, String name, int most) {
    int value = worker.getInt(name);
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "windlass.worker." + name + " must be 1 to " + most + ", not " + value);
    }
    return value;
  }

  private static long bytes(Config worker, String name) {
    long value = worker.getBytes(name);
    if (value < 1) {
      throw new IllegalArgumentException(
          "windlass.worker." + name + " must be at least 1, not " + value);
    }
    return value;
  }

  private static Duration time(Config worker, String name) {
    return positive(worker.getDuration(name), "windlass.worker." + name);
  }

  private static Duration positive(Duration value, String path) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(path + " must be above 0, not " + value);
    }
    return value;
  }
}
