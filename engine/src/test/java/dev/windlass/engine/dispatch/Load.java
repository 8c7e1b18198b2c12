package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Attempt;
import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.engine.protocol.WaitReason;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A board in virtual time, with jobs that always have more to ask and one pool under a limit of
 * tokens, which holds a few steps ahead. What a call takes is charged to the limit when it starts,
 * and told to the board when it ends.
 */
final class Load implements Outbox<String, String> {
  private static final String POOL = "pool";
  private static final int AHEAD = 4;

  /** A job without end. */
  static final class Job {
    final String tenant;
    final String name;
    final IntSupplier prompt;
    final IntSupplier answer;
    Terms terms;
    int window = 200;
    int asked;
    int refusals;

    /** Share of its steps that the pool hands back before it starts them. */
    double handedBack;

    Job(String tenant, String name, Terms terms, IntSupplier prompt, IntSupplier answer) {
      this.tenant = tenant;
      this.name = name;
      this.terms = terms;
      this.prompt = prompt;
      this.answer = answer;
    }
  }

  private record Event(long at, long order, Runnable what) {}

  private record Start(long at, String job, int tokens) {}

  final Random random;
  final Map<String, Double> tenantWeights = new HashMap<>();
  final Board<String, String> board =
      new Board<>(
          tenant -> tenantWeights.getOrDefault(tenant, 1.0),
          2_000,
          new Grants.Cut(512, 2 << 20),
          this);
  private final int tokensPerSecond;
  private final Map<String, Job> jobs = new HashMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>((one, other) ->
          one.at != other.at
              ? Long.compare(one.at, other.at)
              : Long.compare(one.order, other.order));
  private final ArrayDeque<Granted> held = new ArrayDeque<>();
  private final List<Start> starts = new ArrayList<>();
  private double budget;
  private long now;
  private long order;
  private long received;

  Load(long seed, int tokensPerSecond) {
    random = new Random(seed);
    this.tokensPerSecond = tokensPerSecond;
    board.register(POOL, Set.of("p"), false);
    at(0, this::beat);
    at(0, this::tick);
  }

  Job job(String tenant, String name, Terms terms, IntSupplier prompt, IntSupplier answer) {
    var job = new Job(tenant, name, terms, prompt, answer);
    jobs.put(name, job);
    for (int i = 0; i < job.window; i++) {
      ask(job);
    }
    board.settle(now);
    return job;
  }

  /** Sizes between these, all as likely. */
  IntSupplier between(int least, int most) {
    return () -> least + random.nextInt(most - least + 1);
  }

  void terms(Job job, int priority, double weight) {
    job.terms = new Terms(priority, weight, 0, job.terms.since() + 1);
    board.terms(job.name, job.terms);
    board.settle(now);
  }

  void until(long ms) {
    while (!events.isEmpty() && events.peek().at <= ms) {
      var event = events.remove();
      now = event.at;
      event.what.run();
    }
    now = ms;
  }

  /** Tokens of calls that began then, by job. */
  Map<String, Long> tokens(long from, long to) {
    var sums = new HashMap<String, Long>();
    for (var start : starts) {
      if (start.at >= from && start.at < to) {
        sums.merge(start.job, (long) start.tokens, Long::sum);
      }
    }
    return sums;
  }

  /** Calls that began then, by job. */
  Map<String, Long> calls(long from, long to) {
    var sums = new HashMap<String, Long>();
    for (var start : starts) {
      if (start.at >= from && start.at < to) {
        sums.merge(start.job, 1L, Long::sum);
      }
    }
    return sums;
  }

  /** The job's part of all tokens of calls that began then. */
  double share(String job, long from, long to) {
    var sums = tokens(from, to);
    double all = sums.values().stream().mapToLong(Long::longValue).sum();
    return sums.getOrDefault(job, 0L) / Math.max(1, all);
  }

  @Nullable Long firstCall(String job) {
    return starts.stream().filter(s -> s.job.equals(job)).map(Start::at).findFirst().orElse(null);
  }

  private void ask(Job job) {
    var step =
        Steps.of(
            job.tenant,
            job.name,
            job.asked++,
            job.terms.priority(),
            4 * (job.prompt.getAsInt() - 1));
    board.offer(step.key().partition(), List.of(step), job.terms, step.key().partition(), now);
  }

  private void at(long delay, Runnable what) {
    events.add(new Event(now + delay, order++, what));
  }

  private void tick() {
    board.tick(now);
    at(250, this::tick);
  }

  private void beat() {
    budget = Math.min(tokensPerSecond / 10.0, budget + tokensPerSecond / 100.0);
    while (budget > 0 && !held.isEmpty()) {
      start(held.remove().request());
    }
    want();
    at(10, this::beat);
  }

  private void want() {
    board.demand(demand(AHEAD - held.size()), POOL);
    board.settle(now);
  }

  @SuppressWarnings("NullAway") // the board addresses pools by its own argument
  private Demand demand(int steps) {
    return new Demand(Steps.LANE, steps, received, null);
  }

  private void start(StepRequest step) {
    var job = jobs.get(String.valueOf(step.job()));
    if (job == null) {
      return;
    }
    if (random.nextDouble() < job.handedBack) {
      job.refusals++;
      board.atPools().handedBack(List.of(step.key()));
      return;
    }
    int prompt =
        1 + Math.max(0, step.call().messages().getFirst().content().textValue().length()) / 4;
    int answer = job.answer.getAsInt();
    budget -= prompt + answer;
    starts.add(new Start(now, job.name, prompt + answer));
    at(100 + random.nextInt(1_000), () -> ended(job, step, prompt, answer));
  }

  private void ended(Job job, StepRequest step, int prompt, int answer) {
    var attempt = new Attempt(1, Instant.EPOCH, 0, 0, 1, 200, null, null, false);
    board
        .atPools()
        .finished(
            List.of(
                new StepOutcome.Answered(
                    step.key(), "x", new Usage(prompt, answer, 0), "stop", "m", List.of(attempt))),
            POOL);
    board.settle(now);
    ask(job);
    board.settle(now);
    want();
  }

  @Override
  public void grant(String pool, String lane, List<Granted> steps) {
    received += steps.size();
    held.addAll(steps);
  }

  @Override
  public void outcomes(String partition, long batch, List<StepOutcome> outcomes) {
    at(1, () -> board.stored(partition, batch));
  }

  @Override
  public void open(String pool, String lane, List<Flow> waiting) {}

  @Override
  public void backlog(String pool, String lane, List<Flow> waiting) {}

  @Override
  public void hold(String pool, String job, boolean abort) {
    board.holdDone(job, pool);
  }

  @Override
  public void durable(String pool, List<StepKey> steps) {}

  @Override
  public void recalled(String partition, List<StepKey> steps) {}

  @Override
  public void lane(String lane, Map<WaitReason, Long> steps) {}

  @Override
  public void held(String partition, String job) {}

  @Override
  public void standing(String partition, Standing standing) {}
}
