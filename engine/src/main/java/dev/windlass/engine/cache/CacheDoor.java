package dev.windlass.engine.cache;

import dev.windlass.engine.cache.CacheCommand.Learnt;
import dev.windlass.engine.cache.CacheCommand.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** How partitions reach the buckets. Thread-safe. */
public final class CacheDoor {
  private static final int HEX = 16;
  private static final int DIGITS = 7;

  private final ActorSystem<?> system;
  private final int buckets;
  private final Duration askAgain;

  public CacheDoor(ActorSystem<?> system, CacheSettings settings) {
    this.system = system;
    this.buckets = settings.buckets();
    this.askAgain = settings.askAgain();
  }

  /** How often whoever waits, or asks for others, says so again. */
  public Duration askAgain() {
    return askAgain;
  }

  /** Each bucket answers by itself, at once or later. */
  public void ask(List<Question> questions, ActorRef<CacheAnswers> replyTo) {
    Map<String, List<Question>> byBucket = new HashMap<>();
    for (var question : questions) {
      byBucket.computeIfAbsent(bucket(question.call()), b -> new ArrayList<>()).add(question);
    }
    byBucket.forEach((bucket, of) -> tell(bucket, new CacheCommand.Ask(of, replyTo)));
  }

  public void tell(List<Learnt> learnt, List<Question> released) {
    Map<String, List<Learnt>> learntAt = new HashMap<>();
    for (var each : learnt) {
      learntAt.computeIfAbsent(bucket(each.call()), b -> new ArrayList<>()).add(each);
    }
    Map<String, List<Question>> releasedAt = new HashMap<>();
    for (var each : released) {
      releasedAt.computeIfAbsent(bucket(each.call()), b -> new ArrayList<>()).add(each);
    }
    var touched = new TreeSet<>(learntAt.keySet());
    touched.addAll(releasedAt.keySet());
    for (var bucket : touched) {
      tell(
          bucket,
          new CacheCommand.Tell(
              learntAt.getOrDefault(bucket, List.of()),
              releasedAt.getOrDefault(bucket, List.of())));
    }
  }

  private void tell(String bucket, CacheCommand command) {
    ClusterSharding.get(system).entityRefFor(AnswerCache.KEY, bucket).tell(command);
  }

  private String bucket(String call) {
    return Integer.toString(Integer.parseInt(call.substring(0, DIGITS), HEX) % buckets);
  }
}
