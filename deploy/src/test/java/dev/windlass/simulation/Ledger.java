package dev.windlass.simulation;

import dev.windlass.engine.partition.PartitionEvent;
import dev.windlass.engine.protocol.StepKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an observer outside of the process writes down: every call that reached the provider, every
 * event that became durable, every kill. Says what is wrong the moment it happens.
 */
final class Ledger {
  /** A question, whichever process asks it. */
  private record Question(String stream, int run, String path, int ask) {
    static Question of(StepKey key) {
      return new Question("partition|" + key.partition(), key.run(), key.path(), key.ask());
    }
  }

  /** How a call is known from its start to its end. */
  record Call(StepKey key, int number) {}

  private final World world;
  private final Map<Question, Long> durable = new HashMap<>();
  private final Map<Question, Integer> answered = new HashMap<>();
  private final Map<Question, Integer> excused = new HashMap<>();
  private final Set<Question> open = new HashSet<>();
  private final Map<String, Map<Integer, Integer>> ends = new TreeMap<>();
  private final List<Long> arrivals = new ArrayList<>();
  private final Set<Call> inFlight = new HashSet<>();
  private long quietSince = Long.MAX_VALUE;
  private int calls;
  int mostInFlight;
  int repeats;
  int kills;
  int retaken;

  Ledger(World world) {
    this.world = world;
  }

  /** From now on no call may start, until {@link #noise}. */
  void quiet() {
    quietSince = Math.min(quietSince, world.nanos());
  }

  void noise() {
    quietSince = Long.MAX_VALUE;
  }

  /** The process let go of a call's first byte. */
  Call started(StepKey key) {
    var question = Question.of(key);
    if (durable.containsKey(question)) {
      throw new AssertionError("I2: called again after its answer was durable: " + question);
    }
    if (isOfJob(question.stream) && world.nanos() > quietSince) {
      throw new AssertionError("a call started while the job was paused: " + question);
    }
    open.add(question);
    var call = new Call(key, ++calls);
    inFlight.add(call);
    mostInFlight = Math.max(mostInFlight, inFlight.size());
    return call;
  }

  void arrived() {
    arrivals.add(world.nanos());
  }

  /** The provider has done its work, whether or not anyone hears of it. */
  void answered(Call call) {
    var question = Question.of(call.key());
    int times = answered.merge(question, 1, Integer::sum);
    if (times > 1) {
      repeats++;
    }
    if (times - 1 > excused.getOrDefault(question, 0)) {
      throw new AssertionError(
          "I3: answered "
              + times
              + " times, in flight at "
              + excused.getOrDefault(question, 0)
              + " kills: "
              + question);
    }
  }

  void ended(Call call) {
    inFlight.remove(call);
  }

  void killed() {
    kills++;
    inFlight.clear();
    for (var question : open) {
      if (!durable.containsKey(question)) {
        excused.merge(question, 1, Integer::sum);
      }
    }
    open.clear();
  }

  void durable(String stream, Object event) {
    if (event instanceof PartitionEvent.OutcomesRecorded recorded) {
      for (var step : recorded.steps()) {
        var question = new Question(stream, step.run(), step.path(), step.ask());
        if (durable.put(question, world.nanos()) != null) {
          throw new AssertionError("an answer was recorded twice: " + question);
        }
      }
      recorded.ended().forEach(mark -> end(stream, mark.run()));
    } else if (event instanceof PartitionEvent.RunsCancelled cancelled) {
      cancelled.runs().forEach(run -> end(stream, run));
    } else if (event instanceof PartitionEvent.RunsRetaken again) {
      retaken += again.runs().size();
      again.runs().forEach(run -> ends.getOrDefault(stream, Map.of()).remove(run));
    }
  }

  private static boolean isOfJob(String stream) {
    return stream.startsWith("partition|job_");
  }

  private void end(String stream, int run) {
    int times = ends.computeIfAbsent(stream, s -> new TreeMap<>()).merge(run, 1, Integer::sum);
    if (times > 1) {
      throw new AssertionError("I1: a line ended twice: " + stream + " " + run);
    }
  }

  /** Lines of the job that have ended. */
  int linesEnded() {
    return ends.entrySet().stream()
        .filter(each -> isOfJob(each.getKey()))
        .mapToInt(each -> each.getValue().size())
        .sum();
  }

  /** Runs that have ended in this partition. */
  Set<Integer> ended(String stream) {
    return ends.getOrDefault(stream, Map.of()).keySet();
  }

  int calls() {
    return arrivals.size();
  }

  /** In every window the arrivals are at most the burst, the flow, and one. */
  void checkWindows(double perSecond, double burst, double... windowSeconds) {
    for (double seconds : windowSeconds) {
      double journey = 0.1;
      double most = burst + perSecond * (seconds + journey) + 1;
      int from = 0;
      for (int to = 0; to < arrivals.size(); to++) {
        while (arrivals.get(to) - arrivals.get(from) > seconds * 1e9) {
          from++;
        }
        if (to - from + 1 > most) {
          throw new AssertionError(
              "I4: " + (to - from + 1) + " calls in " + seconds + " s, at most " + most);
        }
      }
    }
  }
}
