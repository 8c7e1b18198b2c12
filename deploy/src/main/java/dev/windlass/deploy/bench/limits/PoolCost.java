package dev.windlass.deploy.bench.limits;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.limits.LimitFlags;
import dev.windlass.workers.limits.LimitOwners;
import dev.windlass.workers.limits.LimitSettings;
import dev.windlass.workers.limits.OwnerSetup;
import dev.windlass.workers.limits.TokenEstimate;
import dev.windlass.workers.pool.PoolMetrics;
import dev.windlass.workers.pool.WorkerClock;
import dev.windlass.workers.pool.WorkerSettings;
import dev.windlass.workers.pool.Workers;
import dev.windlass.workers.provider.ModelProvider;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * What a step costs in gate, pool, workers and the messages to and from a dispatcher, while a limit
 * binds: processor time of all threads but the provider's, over the steps that ended. The provider
 * is a thread of this process that answers after 100 ms; nothing is written or journaled. Run it
 * with rates a second, such as {@code 100 1000 10000}; with {@code tokens} before them the limit is
 * one of tokens. Each rate is held in turns by a number of calls in flight and by the limit; what
 * the limit adds is the difference of the medians. {@link GateCost} comes first.
 */
public final class PoolCost {
  private static final String LANE = "here/m";
  private static final int TURNS = 3;
  private static final int WARM_SECONDS = 5;
  private static final int SECONDS = 8;
  private static final long SECOND = 1_000_000_000L;
  private static final long LATENCY_NANOS = SECOND / 10;
  private static final int TOKENS_EACH = 25;
  private static final String JOURNAL =
      "pekko.persistence.journal.plugin = \"pekko.persistence.journal.inmem\"";

  private PoolCost() {}

  public static void main(String[] words) throws Exception {
    boolean tokens = words.length > 0 && words[0].equals("tokens");
    System.out.printf("the gate alone: %.2f us of processor time a step%n", GateCost.micros());
    for (int i = tokens ? 1 : 0; i < words.length; i++) {
      int rate = Integer.parseInt(words[i]);
      var byCalls = new ArrayList<Double>();
      var byLimit = new ArrayList<Double>();
      for (int turn = 0; turn < TURNS; turn++) {
        byCalls.add(measured("concurrency=" + Math.max(1, rate * LATENCY_NANOS / SECOND)));
        byLimit.add(measured(tokens ? "tpm=" + rate * 60L * TOKENS_EACH : "rps=" + rate));
      }
      System.out.printf(
          "the limit adds: %.2f us of processor time a step%n", median(byLimit) - median(byCalls));
    }
  }

  private static double median(List<Double> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }

  private static double measured(String limit) throws Exception {
    var provider = new Answering();
    var system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "cost",
            ConfigFactory.parseString(JOURNAL).withFallback(ConfigFactory.load()));
    try {
      var limits = LimitSettings.NONE.with(LimitFlags.parse(List.of(limit), "here"));
      var owners = LimitOwners.here(system, owners(system.settings().config(), limits));
      var ended = new AtomicLong();
      system.systemActorOf(
          dispatcher(ended), "dispatcher", org.apache.pekko.actor.typed.Props.empty());
      var workers =
          Workers.start(
              system,
              new Workers.Setup(
                  "n1",
                  Map.of("here", List.of(provider)),
                  () -> List.of(),
                  limits,
                  owners,
                  WorkerSettings.of(system.settings().config()).withPool(20_000),
                  TokenEstimate.ROUGH,
                  PoolMetrics.NONE,
                  WorkerClock.SYSTEM));
      TimeUnit.SECONDS.sleep(WARM_SECONDS);
      var before = cpuNanos();
      long steps = ended.get();
      TimeUnit.SECONDS.sleep(SECONDS);
      var after = cpuNanos();
      long done = Math.max(1, ended.get() - steps);
      after.replaceAll((thread, nanos) -> nanos - before.getOrDefault(thread, 0L));
      long used = after.values().stream().mapToLong(Long::longValue).sum();
      workers.stop(Duration.ofSeconds(1)).toCompletableFuture().get(10, TimeUnit.SECONDS);
      double micros = used / 1e3 / done;
      System.out.printf(
          "%s: %,d steps/s at %.2f us of processor time a step%n", limit, done / SECONDS, micros);
      return micros;
    } finally {
      system.terminate();
      provider.close();
      system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private static OwnerSetup owners(Config config, LimitSettings limits) {
    return OwnerSetup.of(
        config,
        "n1",
        true,
        limits,
        (limit, what) -> System.err.println(limit + ": " + what),
        WorkerClock.SYSTEM.nanos(),
        WorkerClock.SYSTEM.wall());
  }

  /** Of all threads of this program but the provider's. */
  private static Map<String, Long> cpuNanos() {
    var threads = ManagementFactory.getThreadMXBean();
    var used = new TreeMap<String, Long>();
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && !info.getThreadName().equals(Answering.NAME)) {
        used.merge(info.getThreadName(), Math.max(0, threads.getThreadCpuTime(id)), Long::sum);
      }
    }
    return used;
  }

  /** Grants whatever is asked for. */
  private static Behavior<Dispatching.FromPools> dispatcher(AtomicLong ended) {
    return Behaviors.setup(context -> {
      context
          .getSystem()
          .receptionist()
          .tell(Receptionist.register(Dispatching.DISPATCHERS, context.getSelf()));
      return new Granting(context.getSelf(), ended).behavior();
    });
  }

  private static final class Granting {
    private final ActorRef<Dispatching.FromPools> self;
    private final AtomicLong ended;
    private int next;

    Granting(ActorRef<Dispatching.FromPools> self, AtomicLong ended) {
      this.self = self;
      this.ended = ended;
    }

    Behavior<Dispatching.FromPools> behavior() {
      return Behaviors.receive(Dispatching.FromPools.class)
          .onMessage(
              Dispatching.Register.class,
              register -> {
                register.pools().tell(new Dispatching.LaneOpen(LANE, List.of(), self));
                return Behaviors.same();
              })
          .onMessage(
              Dispatching.Demand.class,
              demand -> {
                var steps = new ArrayList<Dispatching.Granted>(demand.steps());
                for (int i = 0; i < demand.steps(); i++) {
                  steps.add(new Dispatching.Granted(step(next++), 0, 30));
                }
                if (!steps.isEmpty()) {
                  demand.pool().tell(new Dispatching.Grant(LANE, steps));
                }
                return Behaviors.same();
              })
          .onMessage(
              Dispatching.Finished.class,
              finished -> {
                ended.addAndGet(finished.outcomes().size());
                return Behaviors.same();
              })
          .onAnyMessage(whatever -> Behaviors.same())
          .build();
    }

    private static StepRequest step(int number) {
      var call =
          new ModelCall(
              "here",
              "m",
              List.of(Message.of("user", "a prompt of about twenty tokens, which is rather short")),
              Json.object().put("max_tokens", 10),
              null,
              Duration.ofMinutes(1),
              RetryPolicy.DEFAULT);
      var key = new StepKey("p", number, 1, "/0", 1);
      return new StepRequest(key, "run_" + number, "job", "default", 5, false, call);
    }
  }

  /** Answers each call after half to three halves of {@link #LATENCY_NANOS}. */
  private static final class Answering implements ModelProvider {
    static final String NAME = "cost-provider";

    private record Call(long due, Consumer<CallResult> whenEnded) {}

    private final PriorityBlockingQueue<Call> calls =
        new PriorityBlockingQueue<>(1024, Comparator.comparingLong(Call::due));
    private final Thread thread;
    private volatile boolean closed;

    Answering() {
      thread = Thread.ofPlatform().name(NAME).daemon().start(this::run);
    }

    private void run() {
      while (!closed) {
        var call = calls.peek();
        if (call == null || call.due() - System.nanoTime() > 0) {
          LockSupport.parkNanos(200_000);
        } else {
          calls.poll();
          call.whenEnded()
              .accept(
                  new CallResult.Answered("yes", new Usage(20, 5, 0), "stop", null, 200, Map.of()));
        }
      }
    }

    @Override
    public InFlight call(Request request, Consumer<CallResult> whenEnded) {
      long latency = LATENCY_NANOS / 2 + ThreadLocalRandom.current().nextLong(LATENCY_NANOS);
      calls.add(new Call(System.nanoTime() + latency, whenEnded));
      return () -> {};
    }

    @Override
    public void close() {
      closed = true;
      LockSupport.unpark(thread);
    }
  }
}
