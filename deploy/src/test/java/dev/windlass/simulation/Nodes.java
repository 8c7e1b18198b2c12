package dev.windlass.simulation;

import dev.windlass.engine.dispatch.NodeBoard;
import dev.windlass.engine.protocol.Attempt;
import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.pool.NodeLanes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Nodes in virtual time, each with a dispatcher and with a pool that has its part of one limit of
 * tokens. Every message between them takes a few milliseconds. Jobs always have more to ask, on the
 * nodes where their partitions are.
 */
final class Nodes {
  private static final String LANE = "p/m";
  private static final int AHEAD = 3;

  /**
   * @param answer mean length of an answer, in tokens
   * @param nodes that have partitions of it
   */
  record Job(String name, Terms terms, int prompt, int answer, List<Integer> nodes) {}

  private record Event(long at, long order, Runnable what) {}

  private record Start(long at, String job, int tokens) {}

  private final class Pool {
    final int number;
    final NodeLanes lanes;
    final ArrayDeque<Held> held = new ArrayDeque<>();
    double budget;

    Pool(int number, int dispatchers) {
      this.number = number;
      lanes = new NodeLanes(LANE, dispatchers);
    }

    void beat() {
      budget = Math.min(perPool / 10.0, budget + perPool / 100.0);
      while (budget > 0 && !held.isEmpty()) {
        start(this, held.remove());
      }
      turn();
      at(10, this::beat);
    }

    void turn() {
      lanes.ask(
          Math.max(0, AHEAD - held.size()),
          nanos(),
          (node, demand) -> travel(() -> boards.get(node).demand(number, demand, now)));
    }

    void tellSpreads() {
      lanes.spread((node, parts) -> travel(() -> boards.get(node).spread(LANE, parts)));
      at(250, this::tellSpreads);
    }
  }

  private record Held(Granted step, int node) {}

  private final Random random;
  private final double perPool;
  private final List<NodeBoard> boards = new ArrayList<>();
  private final List<Pool> pools = new ArrayList<>();
  private final Map<String, Job> jobs = new HashMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>((one, other) ->
          one.at != other.at
              ? Long.compare(one.at, other.at)
              : Long.compare(one.order, other.order));
  private final List<Start> starts = new ArrayList<>();
  private final Map<String, Long> arrived = new HashMap<>();
  private long now;
  private long order;
  private int asked;

  Nodes(long seed, int nodes, double tokensPerSecond) {
    random = new Random(seed);
    perPool = tokensPerSecond / nodes;
    for (int i = 0; i < nodes; i++) {
      pools.add(new Pool(i, nodes));
    }
    for (int i = 0; i < nodes; i++) {
      boards.add(new NodeBoard(nodes, new Told(i)));
    }
    for (int i = 0; i < nodes; i++) {
      int node = i;
      at(i * 70L, () -> tick(node));
      at(i * 3L, pools.get(i)::beat);
      at(i * 90L, pools.get(i)::tellSpreads);
    }
  }

  private void tick(int node) {
    boards.get(node).tick(now);
    at(250, () -> tick(node));
  }

  void begin(Job job, int window) {
    jobs.put(job.name(), job);
    for (int node : job.nodes()) {
      IntStream.range(0, window).forEach(i -> ask(job, node));
    }
  }

  void until(long ms) {
    while (!events.isEmpty() && events.peek().at <= ms) {
      var event = events.remove();
      now = event.at;
      event.what.run();
    }
    now = ms;
  }

  /** The job's part of all tokens of calls that began then. */
  double share(String job, long from, long to) {
    double all = 0;
    double its = 0;
    for (var start : starts) {
      if (start.at >= from && start.at < to) {
        all += start.tokens;
        its += start.job.equals(job) ? start.tokens : 0;
      }
    }
    return its / Math.max(1, all);
  }

  /** Tokens of all calls that began then. */
  double tokens(long from, long to) {
    return starts.stream()
        .filter(start -> start.at >= from && start.at < to)
        .mapToLong(Start::tokens)
        .sum();
  }

  private void ask(Job job, int node) {
    int prompt = job.prompt / 2 + random.nextInt(job.prompt);
    var call =
        new ModelCall(
            "p",
            "m",
            List.of(Message.of("user", "x".repeat(4 * prompt))),
            Json.object(),
            null,
            Duration.ofMinutes(1),
            RetryPolicy.DEFAULT);
    var key = new StepKey(job.name + "-" + node, ++asked, 1, "/0", 1);
    var step =
        new StepRequest(key, "run_" + asked, job.name, "t", job.terms.priority(), false, call);
    boards.get(node).offer(step, job.terms, now);
  }

  private void start(Pool pool, Held held) {
    var step = held.step.request();
    var job = jobs.get(String.valueOf(step.job()));
    if (job == null) {
      return;
    }
    int prompt = step.call().messages().getFirst().content().textValue().length() / 4;
    int answer = job.answer / 2 + random.nextInt(job.answer);
    pool.budget -= prompt + answer;
    starts.add(new Start(now, job.name, prompt + answer));
    at(
        100 + random.nextInt(800),
        () -> {
          pool.lanes.settled(held.node, step.priority(), prompt + answer - held.step.tokens());
          var attempt = new Attempt(1, Instant.EPOCH, 0, 0, 1, 200, null, null, false);
          var outcome =
              new StepOutcome.Answered(
                  step.key(), "x", new Usage(prompt, answer, 0), "stop", "m", List.of(attempt));
          travel(() -> {
            boards.get(held.node).finished(pool.number, outcome, now);
            ask(job, held.node);
          });
        });
  }

  private long nanos() {
    return now * 1_000_000;
  }

  private void travel(Runnable what) {
    at(1 + random.nextInt(3), what);
  }

  private void at(long delay, Runnable what) {
    events.add(new Event(now + delay, order++, what));
  }

  /** What one dispatcher says to the pools; two actors hear each other in order. */
  private final class Told implements NodeBoard.ToPools {
    private final int node;

    Told(int node) {
      this.node = node;
    }

    private void tell(int pool, java.util.function.Consumer<Pool> what) {
      var way = node + ">" + pool;
      long due = Math.max(now + 1 + random.nextInt(3), arrived.getOrDefault(way, 0L));
      arrived.put(way, due);
      at(
          due - now,
          () -> {
            what.accept(pools.get(pool));
            pools.get(pool).turn();
          });
    }

    @Override
    public void grant(int pool, List<Granted> steps) {
      tell(
          pool,
          to -> {
            to.lanes.granted(node, steps, nanos());
            steps.forEach(step -> to.held.add(new Held(step, node)));
          });
    }

    @Override
    public void open(int pool, List<Flow> waiting) {
      tell(pool, to -> to.lanes.opened(node, waiting, nanos()));
    }

    @Override
    public void backlog(int pool, List<Flow> waiting) {
      tell(pool, to -> to.lanes.backlog(node, waiting, nanos()));
    }
  }
}
