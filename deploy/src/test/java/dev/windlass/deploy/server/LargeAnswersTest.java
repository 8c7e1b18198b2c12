package dev.windlass.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windlass.engine.dispatch.DispatchSettings;
import dev.windlass.engine.dispatch.Dispatcher;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.junit.jupiter.api.Test;

/** A real dispatcher on one node and real workers on another, over real sockets. */
class LargeAnswersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LOOPBACK = "127.0.0.1";
  private static final int STEPS = 6;
  private static final int ANSWER_BYTES = 10 << 20;
  private static final int PROMPT_BYTES = 1 << 20;
  private static final String JOURNAL = "pekko.persistence.journal.inmem";

  private final Map<StepKey, StepOutcome> outcomes = new ConcurrentHashMap<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  @Test
  void answersOfTenMebibytesArriveWholeAndNothingSmallWaitsForThem() throws Exception {
    int port = FormingNode.freePort(List.of(LOOPBACK));
    var database = new SharedPresence();
    try (var engine = node(port, port, database);
        var worker = node(FormingNode.freePort(List.of(LOOPBACK)), port, database)) {
      await().atMost(PATIENCE).until(() -> engine.sees() == 2 && worker.sees() == 2);
      var lost = watchForLosses(engine.system);
      var pings = new Pings(engine.system, worker.system);
      var dispatcher = dispatcher(engine.system);
      workers(worker.system);

      dispatcher.tell(
          new Dispatching.Offer("p", steps(), Terms.USUAL, listener(engine.system, dispatcher)));
      pings.begin();
      await().atMost(PATIENCE).until(() -> outcomes.size() == STEPS);
      pings.end();

      for (var outcome : outcomes.values()) {
        var answered = (StepOutcome.Answered) outcome;
        assertThat(answered.text().equals(answers.get(answered.key().path())))
            .as("the answer of %s, whole and unchanged", answered.key())
            .isTrue();
      }
      System.out.printf(
          "large answers: %d of %d bytes; beside them %d small questions, the slowest %d ms%n",
          STEPS, ANSWER_BYTES, pings.answered.get(), pings.slowestNanos.get() / 1_000_000);
      assertThat(pings.answered).as("small messages beside them").hasPositiveValue();
      assertThat(lost).as("nodes that seemed lost meanwhile").isEmpty();
    }
  }

  private static FormingNode node(int port, int seed, SharedPresence database) throws Exception {
    return new FormingNode(
            Map.of(
                "windlass.cluster.port",
                port,
                "windlass.cluster.seed-nodes",
                List.of(LOOPBACK + ":" + seed),
                "pekko.persistence.journal.plugin",
                JOURNAL),
            database)
        .begin();
  }

  private static ActorRef<Dispatching.ToDispatcher> dispatcher(ActorSystem<?> system) {
    return system.systemActorOf(
        Dispatcher.create(
            DispatchSettings.of(system.settings().config()), Clock.systemUTC(), () -> true),
        "windlass-dispatcher",
        Props.empty());
  }

  /** As a partition: keeps outcomes, and says that they are stored. */
  private ActorRef<Dispatching.ToPartitions> listener(
      ActorSystem<?> system, ActorRef<? super Dispatching.Stored> dispatcher) {
    return system.systemActorOf(
        Behaviors.receiveMessage(message -> {
          if (message instanceof Dispatching.Outcomes(long batch, var ended)) {
            ended.forEach(outcome -> outcomes.put(outcome.key(), outcome));
            dispatcher.tell(new Dispatching.Stored("p", batch));
          }
          return Behaviors.same();
        }),
        "partition",
        Props.empty());
  }

  private static List<StepRequest> steps() {
    return IntStream.range(0, STEPS)
        .mapToObj(i ->
            new StepRequest(
                new StepKey("p", i, 1, "/" + i, 1),
                "run_" + i,
                "job",
                "default",
                5,
                false,
                new ModelCall(
                    "far",
                    "m",
                    List.of(Message.of("user", "/" + i + " " + noise(i, PROMPT_BYTES))),
                    Json.object(),
                    null,
                    Duration.ofMinutes(1),
                    RetryPolicy.DEFAULT)))
        .toList();
  }

  /** Printable characters that hardly deflate. */
  private static String noise(int seed, int bytes) {
    var random = new Random(seed);
    var text = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      text[i] = (byte) (' ' + random.nextInt('~' - ' '));
    }
    return new String(text, StandardCharsets.US_ASCII);
  }

  private void workers(ActorSystem<?> system) {
    var config = system.settings().config();
    var limits = LimitSettings.NONE.with(LimitFlags.parse(List.of("concurrency=" + STEPS), "far"));
    var owners =
        LimitOwners.here(
            system,
            OwnerSetup.of(
                config,
                "worker",
                true,
                limits,
                (limit, what) -> {},
                WorkerClock.SYSTEM.nanos(),
                WorkerClock.SYSTEM.wall()));
    Workers.start(
        system,
        new Workers.Setup(
            "worker",
            Map.of("far", List.of(new Verbose())),
            List::of,
            limits,
            owners,
            WorkerSettings.of(config),
            TokenEstimate.ROUGH,
            PoolMetrics.NONE,
            WorkerClock.SYSTEM));
  }

  /** Answers at length. */
  private final class Verbose implements ModelProvider {
    @Override
    public InFlight call(Request request, Consumer<CallResult> whenEnded) {
      var prompt = request.call().messages().getFirst().content().asText();
      var step = prompt.substring(0, prompt.indexOf(' '));
      var answer = noise(-Integer.parseInt(step.substring(1)), ANSWER_BYTES);
      answers.put(step, answer);
      whenEnded.accept(
          new CallResult.Answered(answer, new Usage(9, 9, 0), "stop", null, 200, Map.of()));
      return () -> {};
    }

    @Override
    public void close() {}
  }

  private static Queue<ClusterEvent.UnreachableMember> watchForLosses(ActorSystem<?> system) {
    var lost = new ConcurrentLinkedQueue<ClusterEvent.UnreachableMember>();
    ActorRef<ClusterEvent.UnreachableMember> watcher =
        system.systemActorOf(
            Behaviors.receiveMessage(event -> {
              lost.add(event);
              return Behaviors.same();
            }),
            "losses",
            Props.empty());
    Cluster.get(system)
        .subscriptions()
        .tell(Subscribe.create(watcher, ClusterEvent.UnreachableMember.class));
    return lost;
  }

  /** One small question after the other, there and back. */
  private static final class Pings {
    final AtomicLong answered = new AtomicLong();
    final AtomicLong slowestNanos = new AtomicLong();
    private final AtomicBoolean going = new AtomicBoolean();
    private final ActorRef<String> here;
    private volatile long askedAt;

    Pings(ActorSystem<?> here, ActorSystem<?> there) {
      ActorRef<String> echo =
          there.systemActorOf(
              Behaviors.setup(context ->
                  Behaviors.receiveMessage(whom -> {
                    ActorRefResolver.get(there).<String>resolveActorRef(whom).tell("pong");
                    return Behaviors.same();
                  })),
              "echo",
              Props.empty());
      var far = ActorRefResolver.get(there).toSerializationFormat(echo);
      this.here =
          here.systemActorOf(
              Behaviors.setup(context ->
                  Behaviors.receiveMessage(word -> {
                    if (word.equals("pong")) {
                      answered.incrementAndGet();
                      slowestNanos.accumulateAndGet(System.nanoTime() - askedAt, Math::max);
                    }
                    if (going.get()) {
                      askedAt = System.nanoTime();
                      var self =
                          ActorRefResolver.get(here).toSerializationFormat(context.getSelf());
                      ActorRefResolver.get(here).<String>resolveActorRef(far).tell(self);
                    }
                    return Behaviors.same();
                  })),
              "pings",
              Props.empty());
    }

    void begin() {
      going.set(true);
      here.tell("begin");
    }

    void end() {
      going.set(false);
    }
  }
}
