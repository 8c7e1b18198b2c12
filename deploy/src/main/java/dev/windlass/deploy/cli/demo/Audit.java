package dev.windlass.deploy.cli.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What the provider's own log says about a job whose engine was killed once. Pure.
 *
 * <p>An answer counts as kept when its last byte left the provider {@link #DURABLE_MS} before the
 * kill: from then on its step must never be asked again. What was under way at the kill, or
 * answered too late to be kept, may be asked once more. Arrivals in any window must stay within the
 * burst, plus what the rate brings in that window, plus one request and a tenth of a second's worth
 * for the journey.
 *
 * @param steps different steps that arrived
 * @param lost steps of the job that never got a good answer
 * @param completedRepeated steps asked again after an answer that was kept
 * @param inFlight calls under way at the kill
 * @param inFlightRepeated of these, how many were asked again
 * @param repeatedTwice steps asked again more than once for the one kill
 * @param limitPassed windows with more arrivals than the limit allows
 */
record Audit(
    int steps,
    int lost,
    int completedRepeated,
    int inFlight,
    int inFlightRepeated,
    int repeatedTwice,
    int limitPassed) {
  static final long DURABLE_MS = 100;
  private static final long[] WINDOWS_MS = {1_000, 60_000};

  /**
   * @param perMinute requests a minute, with {@code burst} at once
   */
  record Limit(double perMinute, double burst) {}

  boolean clean() {
    return lost == 0
        && completedRepeated == 0
        && inFlightRepeated <= inFlight
        && repeatedTwice == 0
        && limitPassed == 0;
  }

  /**
   * @param calls the whole log, in any order
   * @param killedAtMs epoch milliseconds
   * @param expected steps that the job has
   */
  static Audit of(List<Call> calls, long killedAtMs, int expected, Limit limit) {
    var byStep = new HashMap<String, List<Call>>();
    for (var call : calls) {
      byStep.computeIfAbsent(call.step(), step -> new ArrayList<>()).add(call);
    }
    int answered = 0;
    int completedRepeated = 0;
    int inFlight = 0;
    int inFlightRepeated = 0;
    int repeatedTwice = 0;
    for (var asked : byStep.values()) {
      answered += asked.stream().anyMatch(Call::good) ? 1 : 0;
      long after =
          asked.stream().filter(call -> call.arrivedMs() > killedAtMs && call.good()).count();
      boolean kept =
          asked.stream()
              .anyMatch(call -> call.good() && call.answeredMs() <= killedAtMs - DURABLE_MS);
      boolean open = asked.stream().anyMatch(call -> openAt(call, killedAtMs));
      boolean again = asked.stream().anyMatch(call -> call.arrivedMs() > killedAtMs);
      if (kept && again) {
        completedRepeated++;
      }
      if (open) {
        inFlight++;
        inFlightRepeated += again ? 1 : 0;
        repeatedTwice += after > 1 ? 1 : 0;
      }
    }
    return new Audit(
        byStep.size(),
        Math.max(0, expected - answered),
        completedRepeated,
        inFlight,
        inFlightRepeated,
        repeatedTwice,
        limitPassed(calls, limit));
  }

  private static boolean openAt(Call call, long killedAtMs) {
    return call.arrivedMs() <= killedAtMs && call.answeredMs() > killedAtMs - DURABLE_MS;
  }

  /** Windows that begin with an arrival; none of another place can hold more. */
  private static int limitPassed(List<Call> calls, Limit limit) {
    if (limit.perMinute() <= 0) {
      return 0;
    }
    double perMs = limit.perMinute() / 60_000;
    var arrivals = calls.stream().mapToLong(Call::arrivedMs).sorted().toArray();
    int passed = 0;
    for (long window : WINDOWS_MS) {
      double most = limit.burst() + perMs * window + 1 + perMs * DURABLE_MS;
      int first = 0;
      for (int last = 0; last < arrivals.length; last++) {
        while (arrivals[last] - arrivals[first] > window) {
          first++;
        }
        if (last - first + 1 > most) {
          passed++;
        }
      }
    }
    return passed;
  }

  /** Different runs in a log, to compare with the job's lines. */
  static int runs(List<Call> calls) {
    var runs = new HashSet<String>();
    for (var call : calls) {
      int end = call.step().indexOf('/');
      runs.add(end < 0 ? call.step() : call.step().substring(0, end));
    }
    return runs.size();
  }

  /** For {@code --json}. */
  Map<String, Integer> figures() {
    var figures = new java.util.LinkedHashMap<String, Integer>();
    figures.put("steps", steps);
    figures.put("lost", lost);
    figures.put("completed_repeated", completedRepeated);
    figures.put("in_flight_at_kill", inFlight);
    figures.put("in_flight_repeated", inFlightRepeated);
    figures.put("repeated_twice", repeatedTwice);
    figures.put("limit_passed", limitPassed);
    return figures;
  }
}
