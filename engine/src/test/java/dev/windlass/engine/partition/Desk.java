package dev.windlass.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.partition.PartitionCommand.Assignment;
import dev.windlass.engine.partition.PartitionCommand.Work;
import dev.windlass.engine.partition.PartitionEvent.EndMark;
import dev.windlass.engine.partition.PartitionEvent.LinesAccepted;
import dev.windlass.engine.partition.PartitionEvent.OutcomesRecorded;
import dev.windlass.engine.partition.PartitionEvent.RunsCancelled;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.engine.run.RunDefaults;
import dev.windlass.engine.run.Talk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;

/** A partition without its shell: a journal that is a list, a dispatcher that is a map. */
final class Desk {
  static final Terms TERMS = new Terms(3, 2, 7, 0);

  static final Instant NOW = Instant.ofEpochMilli(1_900_000_000_000L);
  static final Ids IDS = new Ids(new byte[32]);
  static final String JOB = IDS.jobOf("acme", "key");
  private static final Map<String, JsonNode> SOURCES = new HashMap<>();
  private static final ChainCache CHAINS = new ChainCache(16);
  static final PartitionSettings SETTINGS = settings(100, 1 << 20);

  final List<PartitionEvent> journal = new ArrayList<>();
  final Map<StepKey, StepRequest> offered = new LinkedHashMap<>();
  final List<Action> actions = new ArrayList<>();
  final TestInbox<PartitionReport> job = TestInbox.create();
  private final TestInbox<Reply<Integer>> replies = TestInbox.create();
  private final PartitionSettings settings;
  private final String entity;
  Partition partition;
  private long batch;
  Consumer<PartitionEvent> onEvent = event -> {};

  Desk() {
    this(JOB + "-0", SETTINGS);
  }

  Desk(String entity, PartitionSettings settings) {
    this.entity = entity;
    this.settings = settings;
    this.partition = fresh();
    partition.recovered();
  }

  static PartitionSettings settings(int runsAtOnce, long openPromptChars) {
    return new PartitionSettings(
        runsAtOnce,
        openPromptChars,
        100,
        5,
        Duration.ofMillis(200),
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        Duration.ofMillis(200),
        Duration.ofSeconds(5));
  }

  private Partition fresh() {
    return new Partition(entity, IDS, new RunDefaults("openai", "openai/small"), CHAINS, settings);
  }

  /** The process dies: what is not journaled is gone, and the dispatcher knows nothing. */
  Desk crash() {
    return crashAfter(journal.size());
  }

  Desk crashAfter(int events) {
    while (journal.size() > events) {
      journal.removeLast();
    }
    offered.clear();
    partition = fresh();
    journal.forEach(partition::apply);
    partition.recovered();
    return this;
  }

  /** As {@link #crash}, in a process that goes on: the dispatcher remembers. */
  private void reload() {
    var remembered = new LinkedHashMap<>(offered);
    crash();
    offered.putAll(remembered);
  }

  Desk tell(PartitionCommand command) {
    actions.clear();
    decide(command);
    return this;
  }

  private void decide(PartitionCommand command) {
    perform(partition.decide(command, NOW));
  }

  void perform(Decision decision) {
    for (var event : decision.events()) {
      journal.add(event);
      partition.apply(event);
      onEvent.accept(event);
    }
    actions.addAll(decision.actions());
    for (var action : decision.actions()) {
      switch (action) {
        case Action.Tell<?> tell -> tell.tell();
        case Action.Offer(var steps, var terms) ->
            steps.forEach(step -> offered.putIfAbsent(step.key(), step));
        case Action.Withdraw(var steps) -> steps.forEach(offered::remove);
        case Action.GoOnNext next -> decide(new Partition.GoOn());
        case Action.Reload(var then) -> {
          reload();
          decide(then);
        }
        case Action.SetTerms terms -> {}
        case Action.AskCache ask -> {}
        case Action.TellCache tell -> {}
        case Action.Stored stored -> {}
        case Action.Recall recall -> {}
        case Action.Hold hold -> {}
        case Action.Release release -> {}
        case Action.Report report -> {}
        case Action.Leave leave -> {}
        case Action.Stop stop -> {}
      }
    }
    partition.letGo();
  }

  static Line line(String text) {
    return new Line(null, text, null, null, 0, 0);
  }

  static Line faulty() {
    return new Line(null, "{", new Line.Fault("invalid-json", "no JSON"), null, 0, 0);
  }

  Desk lines(String... texts) {
    var lines = new ArrayList<Line>();
    for (var text : texts) {
      lines.add(line(text));
    }
    return events(new LinesAccepted(journal.isEmpty() ? 0 : size(), lines, NOW));
  }

  Desk lines(int count) {
    return lines(
        IntStream.range(0, count).mapToObj(i -> "{\"x\":" + i + "}").toArray(String[]::new));
  }

  private int size() {
    return journal.stream()
        .mapToInt(event -> event instanceof LinesAccepted a ? a.from() + a.lines().size() : 0)
        .max()
        .orElse(0);
  }

  Desk events(PartitionEvent... events) {
    for (var event : events) {
      journal.add(event);
      partition.apply(event);
    }
    return this;
  }

  Assignment assignment(String chain, int lines) {
    return new Assignment(JOB, 0, "acme", "test@1", source(chain), TERMS, 1001, lines);
  }

  static JsonNode source(String chain) {
    return SOURCES.computeIfAbsent(chain, text -> Talk.chain(text).source());
  }

  Desk work(String chain) {
    return work(chain, size(), false);
  }

  Desk work(String chain, int lines, boolean hold) {
    return tell(new Work(assignment(chain, lines), hold, 0, job.getRef()));
  }

  int reply() {
    return switch (replies.receiveMessage()) {
      case Reply.Ok<Integer>(var value) -> value;
      case Reply.Refused<Integer>(var refusal) ->
          throw new AssertionError("refused: " + refusal.detail());
    };
  }

  String refusal() {
    return switch (replies.receiveMessage()) {
      case Reply.Ok<Integer> ok -> throw new AssertionError("accepted: " + ok);
      case Reply.Refused<Integer>(var refusal) -> refusal.kind().name();
    };
  }

  TestInbox<Reply<Integer>> replies() {
    return replies;
  }

  /** Open questions as {@code run path ask: last message}, in order. */
  List<String> open() {
    return offered.values().stream()
        .map(r ->
            r.key().run()
                + " "
                + r.key().path()
                + " "
                + r.key().ask()
                + ": "
                + r.call().messages().getLast().content().asText())
        .toList();
  }

  StepRequest request(int run, String path) {
    return offered.values().stream()
        .filter(r -> r.key().run() == run && r.key().path().equals(path))
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError(run + path + " is not open in " + open()));
  }

  StepOutcome answered(int run, String path, String text) {
    return answered(request(run, path).key(), text);
  }

  static StepOutcome answered(StepKey key, String text) {
    return new StepOutcome.Answered(
        key, text, new Usage(10, 2, 100), "stop", "openai/small", List.of());
  }

  StepOutcome failed(int run, String path, FailureClass kind) {
    return new StepOutcome.Unanswered(
        request(run, path).key(), CallError.of(kind, kind.wireName()), Usage.NONE, List.of());
  }

  Desk outcomes(StepOutcome... outcomes) {
    for (var outcome : outcomes) {
      offered.remove(outcome.key());
    }
    return tell(new Partition.FromDispatcher(new Dispatching.Outcomes(++batch, List.of(outcomes))));
  }

  Desk held() {
    return tell(new Partition.FromDispatcher(new Dispatching.JobHeld(JOB)));
  }

  /** The dispatcher answers a recall: these runs are at a worker, all else is not. */
  Desk recalled(Integer... atWorkers) {
    var calling = List.of(atWorkers);
    var recall =
        actions.stream()
            .filter(Action.Recall.class::isInstance)
            .map(Action.Recall.class::cast)
            .findFirst()
            .orElseThrow();
    var free = recall.steps().stream().filter(k -> !calling.contains(k.run())).toList();
    free.forEach(offered::remove);
    return tell(new Partition.FromDispatcher(new Dispatching.Recalled(free)));
  }

  /** How runs ended, in order: {@code run status class}. */
  List<String> ends() {
    var ends = new ArrayList<String>();
    for (var event : journal) {
      if (event instanceof OutcomesRecorded recorded) {
        recorded.ended().forEach(mark -> ends.add(text(mark)));
      } else if (event instanceof RunsCancelled(var runs, var at)) {
        runs.forEach(run -> ends.add(run + " cancelled"));
      }
    }
    return ends;
  }

  private static String text(EndMark mark) {
    var kind = mark.kind() == null ? "" : " " + mark.kind().wireName();
    return mark.run() + " " + mark.status().wireName() + kind;
  }

  <T extends Action> List<T> acted(Class<T> type) {
    return actions.stream().filter(type::isInstance).map(type::cast).toList();
  }

  PartitionReport.Progress progress() {
    return partition.progress(journal.size(), Dispatching.Standing.NONE);
  }

  void assertEnded(String... ends) {
    assertThat(ends()).containsExactly(ends);
  }
}
