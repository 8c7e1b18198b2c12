package dev.windlass.engine.job;

import dev.windlass.engine.job.JobChange.Advance;
import dev.windlass.engine.partition.PartitionReport.Progress;
import dev.windlass.engine.protocol.JobState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of a job that are at work just now: enough to feed the workers and no more, so
 * that a job of ten million lines keeps a few thousand of them in memory. Pure; forgotten at a
 * restart.
 *
 * <p>The members are always the first partitions with open lines, up to the window. That is why a
 * restart finds every partition that may still be calling: facts only shrink what is open, so the
 * members chosen from later facts take in those chosen from earlier ones. A pause or a cancel that
 * has heard from all members has therefore heard from all that could start a call.
 *
 * <p>What a partition reports is put aside in {@link #news} until the job journals it; a member is
 * let go when all its lines have ended and the journal has that.
 */
final class Crew {
  /** What a partition is to be told. */
  sealed interface Order {
    int partition();
  }

  /**
   * @param hold start no call
   * @param anew it shall report where it stands even if nothing is new
   */
  record Work(int partition, boolean hold, boolean anew) implements Order {}

  record Stop(int partition) implements Order {}

  record LetGo(int partition) implements Order {}

  private enum Mode {
    REST,
    WORK,
    HOLD,
    CANCEL
  }

  private static final class Member {
    int toldLines = -1;
    boolean settled;
    boolean mustSettle;
    boolean surveyed;
    @Nullable Progress last;
  }

  private final int windowRuns;
  private final int leastPartitions;
  private final int stopWindow;
  private final TreeMap<Integer, Member> members = new TreeMap<>();
  private final Map<Integer, Advance> news = new LinkedHashMap<>();
  private final StepTally steps = new StepTally();
  private Mode mode = Mode.REST;
  private boolean fresh = true;

  /**
   * @param windowRuns open runs over all members from which on no further partition is taken in
   * @param leastPartitions members there are at least, where there are so many
   * @param stopWindow partitions that are being cancelled at a time, at least
   */
  Crew(int windowRuns, int leastPartitions, int stopWindow) {
    this.windowRuns = windowRuns;
    this.leastPartitions = leastPartitions;
    this.stopWindow = stopWindow;
  }

  /** After each change of the job: who comes in, who may go, who must hear of it. */
  List<Order> follow(Job job) {
    var orders = new ArrayList<Order>();
    var now = modeOf(job);
    boolean turned = now != mode;
    mode = now;
    if (turned) {
      for (var member : members.values()) {
        member.settled = false;
        member.mustSettle = true;
        member.toldLines = -1;
      }
    }
    var wanted = wanted(job);
    for (var each = members.entrySet().iterator(); each.hasNext(); ) {
      var entry = each.next();
      int p = entry.getKey();
      var member = entry.getValue();
      if (mayGo(job, p, member)) {
        each.remove();
        orders.add(new LetGo(p));
      } else if (member.toldLines != job.facts().lines(p)) {
        orders.add(order(job, p, member));
      }
    }
    for (int p = wanted.nextSetBit(0); p >= 0; p = wanted.nextSetBit(p + 1)) {
      if (!members.containsKey(p)) {
        orders.add(join(job, p, null));
      }
    }
    fresh = fresh && mode == Mode.REST;
    return orders;
  }

  /** The first partitions with open lines, up to the window. */
  private BitSet wanted(Job job) {
    var facts = job.facts();
    var wanted = new BitSet();
    long open = 0;
    int count = 0;
    int p = mode == Mode.REST ? -1 : facts.nextUnfinished(0);
    while (p >= 0 && (open < windowRuns || count < least())) {
      wanted.set(p);
      open += facts.unfinished(p);
      count++;
      p = facts.nextUnfinished(p + 1);
    }
    return wanted;
  }

  private int least() {
    return mode == Mode.CANCEL ? Math.max(stopWindow, leastPartitions) : leastPartitions;
  }

  /** What every member is to be told once more, in case it was lost on the way. */
  List<Order> repeat(Job job) {
    var orders = new ArrayList<Order>(members.size());
    members.forEach((p, member) -> orders.add(order(job, p, member)));
    return orders;
  }

  /** A partition's own account, told again and again until the journal has it. */
  List<Order> heard(Job job, Progress report) {
    int p = report.partition();
    var facts = job.facts();
    if (p >= facts.size()) {
      return List.of();
    }
    var known = news.get(p);
    steps.heard(report, known == null && facts.upTo(p) == 0);
    if (report.upTo() > (known == null ? facts.upTo(p) : known.upTo())) {
      news.put(p, advance(report));
    }
    var member = members.get(p);
    if (member != null) {
      member.last = report;
      member.surveyed = true;
      return List.of();
    }
    if (mode == Mode.REST || (facts.unfinished(p) == 0 && report.upTo() <= facts.upTo(p))) {
      return List.of(new LetGo(p));
    }
    return List.of(join(job, p, report)); // one that an earlier life of the job took in
  }

  void heardHeld(int p) {
    settle(p, Mode.HOLD);
  }

  void heardCancelling(int p) {
    settle(p, Mode.CANCEL);
  }

  private void settle(int p, Mode asked) {
    var member = members.get(p);
    if (member != null && mode == asked) {
      member.settled = true;
    }
  }

  /** Whether no partition that was at work can start a call, where that was asked. */
  boolean settled() {
    return mode == Mode.WORK
        || mode == Mode.REST
        || members.values().stream().allMatch(m -> m.settled || !m.mustSettle);
  }

  /** Takes a partition in, so that it says where it stands; {@link #surveyed} tells when it has. */
  Order survey(Job job, int p) {
    var member = members.computeIfAbsent(p, n -> new Member());
    member.surveyed = false;
    return order(job, p, member);
  }

  boolean surveyed(int p) {
    var member = members.get(p);
    return member == null || member.surveyed;
  }

  /** Where a member stands by its last report; null before the first and for all others. */
  @Nullable Progress standing(int p) {
    var member = members.get(p);
    return member == null ? null : member.last;
  }

  /** What was heard and is not journaled yet, in the order it was first heard. */
  Collection<Advance> news() {
    return news.values();
  }

  List<Advance> takeNews() {
    var all = List.copyOf(news.values());
    news.clear();
    return all;
  }

  Collection<Progress> standings() {
    var all = new ArrayList<Progress>(members.size());
    for (var member : members.values()) {
      if (member.last != null) {
        all.add(member.last);
      }
    }
    return all;
  }

  /** How far the job is in steps. */
  StepTally steps() {
    return steps;
  }

  int size() {
    return members.size();
  }

  private Order join(Job job, int p, @Nullable Progress report) {
    var member = new Member();
    member.last = report;
    member.surveyed = true;
    member.mustSettle = fresh || report != null;
    members.put(p, member);
    return order(job, p, member);
  }

  private Order order(Job job, int p, Member member) {
    member.toldLines = job.facts().lines(p);
    return mode == Mode.CANCEL ? new Stop(p) : new Work(p, mode != Mode.WORK, !member.surveyed);
  }

  private boolean mayGo(Job job, int p, Member member) {
    if (!member.surveyed) {
      return false;
    }
    if (mode == Mode.REST) {
      return true; // what is new of it is kept here, and in its own journal
    }
    if (news.containsKey(p)) {
      return false;
    }
    boolean growing = job.takesLines() && p == job.facts().size() - 1;
    return job.facts().unfinished(p) == 0 && !growing;
  }

  private static Mode modeOf(Job job) {
    var state = job.state();
    if (state == JobState.CANCELLING) {
      return Mode.CANCEL;
    }
    if (state.terminal() || !(job.sealed() || job.startsAtOnce())) {
      return Mode.REST;
    }
    return state == JobState.PAUSED ? Mode.HOLD : Mode.WORK;
  }

  private static Advance advance(Progress report) {
    return new Advance(
        report.partition(),
        report.upTo(),
        report.rows(),
        report.succeeded(),
        report.failed(),
        report.cancelled(),
        report.usage());
  }
}
