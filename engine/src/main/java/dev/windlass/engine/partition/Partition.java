package dev.windlass.engine.partition;

import dev.windlass.engine.cache.CacheAnswers;
import dev.windlass.engine.partition.PartitionCommand.Accept;
import dev.windlass.engine.partition.PartitionCommand.Assignment;
import dev.windlass.engine.partition.PartitionCommand.AwaitEnd;
import dev.windlass.engine.partition.PartitionCommand.Cancel;
import dev.windlass.engine.partition.PartitionCommand.CancelRun;
import dev.windlass.engine.partition.PartitionCommand.Retake;
import dev.windlass.engine.partition.PartitionCommand.Submit;
import dev.windlass.engine.partition.PartitionCommand.Work;
import dev.windlass.engine.partition.PartitionEvent.RunsRetaken;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.run.RunDefaults;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * A partition's rules: which events a message brings about, and what is done once they are durable.
 * No clock, no timer, no journal.
 *
 * <p>{@link #apply} alone changes what is durable. To know which runs end by an answer, {@link
 * #decide} lets the runs under way hear it before it is durable; nobody sees anything of that until
 * it is, for the shell decides nothing else meanwhile, and a write that fails discards this object
 * and reads the journal again. What the job or the dispatcher says of the moment (hold, cancel) is
 * not durable: it is told again.
 */
final class Partition {
  /** What was just journaled is there to be worked on. */
  record GoOn() implements PartitionCommand.Internal {}

  /** What the dispatcher says. */
  record FromDispatcher(Dispatching.ToPartitions what) implements PartitionCommand.Internal {}

  /** What the cache says. */
  record FromCache(CacheAnswers what) implements PartitionCommand.Internal {}

  /** Whoever waits for the cache says so again. */
  record AskCacheAgain() implements PartitionCommand.Internal {}

  private final String entity;
  private final Ids ids;
  private final ChainCache chains;
  private final PartitionSettings settings;
  private final RunDefaults defaults;
  private final Ledger ledger = new Ledger();
  private final UnderWay underWay;
  private final LineIntake intake = new LineIntake(ledger);
  private final Waiting waiting = new Waiting(ledger);
  private final Sharing sharing = new Sharing();

  private @Nullable Origin origin;
  private @Nullable ActorRef<PartitionReport> job;
  private @Nullable Cancelling cancelling;
  private boolean working;
  private boolean hold;
  private double stepsALine = 1;

  /** Of a partition of single runs: all have ended, and no other comes in. */
  private boolean closed;

  private @Nullable AtWorkers retiring;

  Partition(
      String entity, Ids ids, RunDefaults defaults, ChainCache chains, PartitionSettings settings) {
    this.entity = entity;
    this.ids = ids;
    this.chains = chains;
    this.settings = settings;
    this.defaults = defaults;
    this.underWay = new UnderWay(entity, ledger, defaults, settings);
  }

  void apply(PartitionEvent event) {
    ledger.apply(event);
  }

  /** The journal is read to its end. */
  void recovered() {
    ledger.recovered(settings.runsAtOnce());
    closed = ledger.opened() != null && allEnded(); // it may have been told so before a restart
  }

  private boolean allEnded() {
    return ledger.size() > 0 && ledger.ended() == ledger.size();
  }

  /** Only how they ended stays of runs that have ended. */
  void letGo() {
    ledger.letGo();
  }

  Decision decide(PartitionCommand command, Instant now) {
    return switch (command) {
      case Accept accept -> intake.decide(accept, origin == null ? 0 : origin.lines(), now);
      case Work work -> work(work, now);
      case Cancel cancel -> cancel(cancel, now);
      case Retake retake -> retake(retake, now);
      case CancelRun cancel -> cancelRun(cancel, now);
      case Submit submit -> submit(List.of(submit), now);
      case PartitionCommand.Close(var replyTo) -> close(replyTo);
      case AwaitEnd await -> waiting.decide(await);
      case PartitionCommand.Wake wake -> close(new Draft(now));
      case PartitionCommand.Retire retire -> retire();
      case PartitionCommand.Release release -> // while calls may be in flight it comes too soon
          underWay.nothing() ? Decision.only(new Action.Leave()) : Decision.NOTHING;
      case GoOn goOn -> close(new Draft(now));
      case FromDispatcher(var what) -> heard(what, now);
      case FromCache(var what) -> fromCache(what, now);
      case AskCacheAgain again -> Decision.only(sharing.askAgain(underWay::isOpen));
      case PartitionCommand.Explain explain -> Decision.NOTHING; // the shell has done it
      case PartitionCommand.Internal ofTheShell ->
          throw new IllegalArgumentException("the shell's own: " + ofTheShell);
    };
  }

  /** Runs that came together become durable together. */
  Decision submit(List<Submit> submits, Instant now) {
    return new LoneRuns(ledger, closed ? 0 : settings.loneRuns(), now).decide(submits);
  }

  /** Another node may have it in its hands still: that one is refused the next run it brings. */
  private Decision close(ActorRef<PartitionCommand.Closed> replyTo) {
    closed = closed || ledger.size() == 0 || (ledger.opened() != null && allEnded());
    return Decision.only(new Action.Tell<>(replyTo, new PartitionCommand.Closed(closed)));
  }

  /** Another node takes it over: no question is asked any more; calls in flight end first. */
  private Decision retire() {
    if (retiring != null) {
      return Decision.NOTHING;
    }
    retiring = new AtWorkers();
    return underWay.nothing() || knownOrigin() == null
        ? Decision.only(new Action.Stop())
        : Decision.only(retiring.recall(underWay.keys(origin())));
  }

  private void assign(Assignment assignment) {
    if (!(origin instanceof Origin.OfJob known) || !known.assignment().equals(assignment)) {
      var chain = chains.of(assignment.chain());
      origin = new Origin.OfJob(assignment, chain, ids);
      stepsALine = Math.max(1, ChainLength.of(chain.steps()));
    }
  }

  private Decision work(Work work, Instant now) {
    boolean otherTerms = origin != null && !origin.terms().equals(work.assignment().terms());
    assign(work.assignment());
    job = work.job();
    if (cancelling != null && ledger.ended() < lines()) {
      return Decision.only(new Action.Report(true));
    }
    var draft = new Draft(now);
    boolean released = !work.hold() && (hold || cancelling != null || !working);
    cancelling = null;
    if (work.hold()) { // each time anew: another partition of the job may have released it since
      draft.first(new Action.Hold(work.assignment().job(), false));
    } else if (released) {
      draft.first(new Action.Release(work.assignment().job()));
      underWay.askAgain(origin(), draft);
    }
    if (otherTerms) {
      draft.first(new Action.SetTerms(work.assignment().job(), work.assignment().terms()));
    }
    if (work.hold() && !working) {
      underWay.beginAsked(origin(), draft); // calls may be in flight from before a failed write
    }
    working = true;
    hold = work.hold();
    return close(draft);
  }

  private Decision cancel(Cancel cancel, Instant now) {
    assign(cancel.assignment());
    job = cancel.job();
    var name = cancel.assignment().job();
    var draft = new Draft(now);
    if (cancelling == null) {
      cancelling = new Cancelling(cancel.abort());
      underWay.endFaulty(origin(), draft);
      underWay.beginAsked(origin(), draft); // the dispatcher will say whether they are called
      underWay.cancelUnasked(origin(), draft);
      draft.first(new Action.Hold(name, cancelling.abort()));
    } else if (cancelling.sharpen(cancel.abort()) || !cancelling.atWorkers().knows()) {
      draft.first(new Action.Hold(name, cancelling.abort()));
    } else {
      draft.first(new Action.Tell<>(cancel.job(), new PartitionReport.Cancelling(number())));
      if (!cancelling
          .atWorkers()
          .runs()
          .isEmpty()) { // a call may have come back from its worker unanswered
        draft.first(cancelling.atWorkers().recall(underWay.keys(origin())));
      }
    }
    draft.last(new Action.Report(true));
    return close(draft);
  }

  private Decision cancelRun(CancelRun cancel, Instant now) {
    var entry = ledger.entry(cancel.run());
    if (entry == null) {
      return Decision.refuse(cancel.replyTo(), Refusal.Kind.NOT_FOUND, "there is no such run");
    }
    if (knownOrigin() == null && cancel.assignment() != null) {
      assign(cancel.assignment());
    }
    var done = new Action.Tell<>(cancel.replyTo(), Reply.ok(cancel.run()));
    if (entry.ended()) {
      return entry.status() == RunStatus.CANCELLED
          ? Decision.only(done)
          : Decision.refuse(
              cancel.replyTo(),
              Refusal.Kind.WRONG_STATE,
              "the run has " + entry.status().wireName() + " already");
    }
    var draft = new Draft(now);
    if (cancel.abort() && origin() instanceof Origin.Alone && entry.underWay()) {
      draft.first(new Action.Hold(origin().runId(cancel.run()), true));
    }
    underWay.cancel(entry, draft);
    draft.last(done);
    return close(draft);
  }

  private Decision retake(Retake retake, Instant now) {
    if (!ledger.whole()) {
      return Decision.only(new Action.Reload(retake));
    }
    if (retake.assignment() != null) {
      assign(retake.assignment());
    }
    var what = retake.what();
    var from = Ledger.from(what.fromStart(), what.fromStep());
    var runs = new ArrayList<Integer>();
    for (var entry : ledger.entries(lines())) {
      if (Ledger.retakable(entry, what)
          && entry.rebuilt(origin().chain(entry.line()), defaults).reopen(from)) {
        runs.add(entry.index);
      }
    }
    var reply = new Action.Tell<>(retake.replyTo(), Reply.ok(runs.size()));
    if (runs.isEmpty()) {
      return Decision.only(reply);
    }
    cancelling = null;
    underWay.rewind();
    return new Decision(
        List.of(new RunsRetaken(runs, what.fromStart(), what.fromStep(), now)),
        List.of(reply, new Action.GoOnNext(), new Action.Report(false)));
  }

  private Decision heard(Dispatching.ToPartitions what, Instant now) {
    return switch (what) {
      case Dispatching.Outcomes outcomes -> outcomes(outcomes, now);
      case Dispatching.JobHeld(var name) -> jobHeld(name);
      case Dispatching.Recalled(var steps) -> recalled(steps, now);
      default -> Decision.only(new Action.Report(false));
    };
  }

  private Decision outcomes(Dispatching.Outcomes outcomes, Instant now) {
    boolean told = working || cancelling != null || knownOrigin() instanceof Origin.Alone;
    if (!told) {
      return Decision.NOTHING; // sent again once we are told what to do
    }
    var draft = new Draft(now);
    for (var outcome : outcomes.outcomes()) {
      if (cancelling != null) {
        cancelling.atWorkers().heard(outcome.key());
      }
      if (retiring != null) {
        retiring.heard(outcome.key());
      }
      boolean ofUse = underWay.hear(outcome, origin(), draft);
      if (!sharing.isEmpty()) {
        sharing.heard(outcome, ofUse);
      }
    }
    endUncalled(draft);
    draft.first(new Action.Stored(outcomes.batch()));
    if (retiring != null && retiring.none()) {
      draft.last(new Action.Stop());
    }
    return close(draft);
  }

  /** Answers of identical calls, and who asks where there is none. */
  private Decision fromCache(CacheAnswers what, Instant now) {
    if (knownOrigin() == null) {
      return Decision.NOTHING; // asked again once we are told what to do
    }
    var draft = new Draft(now);
    for (var known : what.known()) {
      if (sharing.known(known.step())) {
        var step = StepRecord.cached(known.step(), known.text(), known.model());
        underWay.hear(known.step(), step, origin(), draft);
      }
    }
    if (cancelling == null && retiring == null) {
      what.go().forEach(step -> sharing.go(step, draft));
    }
    return close(draft);
  }

  private Decision jobHeld(String name) {
    if (knownOrigin() instanceof Origin.Alone) {
      return Decision.only(new Action.Release(name)); // the run has ended; nothing more to hold
    }
    if (job == null) {
      return Decision.NOTHING;
    }
    if (cancelling != null) {
      return Decision.only(
          new Action.Tell<>(job, new PartitionReport.Cancelling(number())),
          cancelling.atWorkers().recall(underWay.keys(origin())));
    }
    if (hold) {
      var draft = new Draft(Instant.EPOCH); // holds no event
      draft.first(new Action.Tell<>(job, new PartitionReport.Held(number())));
      sharing.hold(draft);
      return draft.decision(origin().terms(), settings.eventChars());
    }
    return Decision.NOTHING;
  }

  private Decision recalled(List<StepKey> atNoWorker, Instant now) {
    if (retiring != null) {
      retiring.recalled(atNoWorker);
      if (retiring.none()) {
        return Decision.only(new Action.Stop());
      }
    }
    if (cancelling == null) {
      return hold ? Decision.only(sharing.recalled(atNoWorker)) : Decision.NOTHING;
    }
    cancelling.atWorkers().recalled(atNoWorker);
    var draft = new Draft(now);
    endUncalled(draft);
    return close(draft);
  }

  /** In a cancellation, ends the runs that have no call in flight. */
  private void endUncalled(Draft draft) {
    if (cancelling != null && cancelling.atWorkers().knows()) {
      underWay.cancelBut(cancelling.atWorkers().runs(), origin(), draft);
    }
  }

  /** What every decision ends with: runs begin where there is room, and questions are offered. */
  private Decision close(Draft draft) {
    var from = knownOrigin();
    if (from == null) {
      return Decision.NOTHING;
    }
    if (mayBegin()) {
      if (!ledger.begun() && from instanceof Origin.OfJob) {
        draft.begin();
      }
      underWay.fill(from, draft);
    }
    if (cancelling == null && retiring == null) {
      underWay.ask(from, draft);
    }
    sharing.settle(from.tenant(), draft);
    var decision = draft.decision(from.terms(), settings.eventChars());
    return decision.events().isEmpty() ? decision : reporting(decision, from);
  }

  private boolean mayBegin() {
    return cancelling == null && retiring == null && !hold && (working || ledger.opened() != null);
  }

  /** Adds who is to be told of what these events change. */
  private Decision reporting(Decision decision, Origin from) {
    var actions = new ArrayList<>(decision.actions());
    int ended = ledger.ended() + waiting.tell(decision.events(), actions);
    actions.add(new Action.Report(ended >= from.lines()));
    return new Decision(decision.events(), actions);
  }

  private @Nullable Origin knownOrigin() {
    var opened = ledger.opened();
    if (origin == null && opened != null) {
      origin = new Origin.Alone(entity, opened.tenant(), ledger, chains, ids);
    }
    return origin;
  }

  private Origin origin() {
    var known = knownOrigin();
    if (known == null) {
      throw new IllegalStateException("partition " + entity + " was not told what it works on");
    }
    return known;
  }

  private int lines() {
    return Math.min(origin().lines(), ledger.size());
  }

  private int number() {
    return origin() instanceof Origin.OfJob of ? of.assignment().partition() : 0;
  }

  /** Whether nothing is under way, so that the partition may leave memory. */
  boolean idle() {
    return underWay.nothing() && waiting.nobody();
  }

  /** Whether it is known what the lines are for. */
  boolean assigned() {
    return knownOrigin() != null;
  }

  @Nullable ActorRef<PartitionReport> job() {
    return job;
  }

  /**
   * @param upTo sequence number of the last durable event
   */
  PartitionReport.Progress progress(long upTo, Dispatching.Standing standing) {
    return ledger.progress(
        number(), origin().lines(), upTo, stepsALine, standing.withIdentical(sharing.waiting()));
  }

  /** Whether some question waits for the cache, or is asked for others. */
  boolean sharing() {
    return !sharing.isEmpty();
  }

  /** Those of these questions that wait for the answer to an identical one. */
  List<Dispatching.StepWait> waits(List<StepKey> steps, Instant now) {
    return sharing.waits(steps, now);
  }

  /** The open questions of a run; none where it is not under way. */
  List<StepKey> open(int run) {
    var entry = ledger.entry(run);
    return entry == null ? List.of() : underWay.keys(entry);
  }
}
