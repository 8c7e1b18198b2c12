package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Terms;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which jobs may start calls: not those that are held, and not more than a job's own cap. */
final class Holds<P, L> {
  private final class Standing {
    final boolean alone;
    @Nullable String tenant;
    int inFlight;
    Terms terms = Terms.USUAL;
    boolean held;
    final Set<P> awaited = new HashSet<>();
    final Set<L> replyTo = new LinkedHashSet<>();

    Standing(boolean alone) {
      this.alone = alone;
    }

    boolean isIdle() {
      return inFlight == 0 && replyTo.isEmpty() && awaited.isEmpty();
    }

    boolean blocked() {
      return held || (terms.concurrency() > 0 && inFlight >= terms.concurrency());
    }
  }

  private final Board<P, L> board;
  private final Map<String, Standing> all = new HashMap<>();

  Holds(Board<P, L> board) {
    this.board = board;
  }

  /** A job's step was offered; it stands under the newest terms that are known. */
  void offered(Asked asked, Terms terms) {
    if (asked.request.job() != null) {
      var job = standing(asked);
      if (!job.terms.equals(terms)) {
        take(asked.holdKey(), job, terms);
      }
      asked.stand(job.terms);
    }
  }

  /** Other terms of a job; passed over where it has nothing here. */
  void terms(String key, Terms terms) {
    var job = all.get(key);
    if (job != null) {
      take(key, job, terms);
    }
  }

  private void take(String key, Standing job, Terms terms) {
    var before = job.terms;
    var tenant = job.tenant;
    if (terms.since() < before.since() || terms.equals(before) || tenant == null) {
      return;
    }
    boolean blocked = job.blocked();
    job.terms = terms;
    board.restand(key, tenant, before, terms);
    if (blocked != job.blocked()) {
      block(key, job);
    }
  }

  private Standing standing(Asked asked) {
    var job = all.computeIfAbsent(asked.holdKey(), k -> new Standing(asked.request.job() == null));
    job.tenant = asked.tenant;
    return job;
  }

  boolean isHeld(String key) {
    var job = all.get(key);
    return job != null && job.held;
  }

  boolean isBlocked(Asked asked) {
    var job = all.get(asked.holdKey());
    return job != null && job.blocked();
  }

  void started(Asked asked) {
    if (asked.request.job() != null) {
      var job = standing(asked);
      job.inFlight++;
      if (job.terms.concurrency() > 0 && job.inFlight == job.terms.concurrency()) {
        block(asked.holdKey(), job);
      }
    }
  }

  void ended(Asked asked) {
    var job = asked.request.job() == null ? null : all.get(asked.holdKey());
    if (job != null) {
      boolean before = job.blocked();
      job.inFlight--;
      if (before && !job.blocked()) {
        block(asked.holdKey(), job);
      }
    }
  }

  void hold(String key, boolean alone, boolean abort, L replyTo, Outbox<P, L> out) {
    var job = all.computeIfAbsent(key, k -> new Standing(alone));
    boolean sure = job.held && job.awaited.isEmpty() && !abort;
    job.held = true;
    job.replyTo.add(replyTo);
    if (!sure) { // else no pool has got anything of it since all have confirmed
      block(key, job);
      for (var pool : board.pools.keySet()) {
        job.awaited.add(pool);
        out.hold(pool, key, abort);
      }
    }
    answer(key, job, out);
  }

  void done(String key, P pool, Outbox<P, L> out) {
    var job = all.get(key);
    if (job != null && job.awaited.remove(pool)) {
      answer(key, job, out);
    }
  }

  void poolGone(P pool, Outbox<P, L> out) {
    for (var each : all.entrySet()) {
      if (each.getValue().awaited.remove(pool)) {
        answer(each.getKey(), each.getValue(), out);
      }
    }
  }

  private void answer(String key, Standing job, Outbox<P, L> out) {
    if (job.awaited.isEmpty()) {
      for (var waiting : job.replyTo) {
        out.held(waiting, key);
      }
      job.replyTo.clear();
    }
  }

  void release(String key) {
    var job = all.get(key);
    if (job != null && job.held) {
      job.held = false;
      block(key, job);
      if (job.alone) {
        board.backFromAside(key);
      }
    }
  }

  /**
   * Forgets jobs that have nothing here: no call, no question that waits. A hold without questions
   * holds nothing; a partition that wants one says so with every beat of its job.
   */
  void prune() {
    var asking = new HashSet<String>();
    for (var desk : board.desks.values()) {
      var questions = desk.asked.values().iterator();
      if (questions.hasNext()) {
        asking.add(questions.next().holdKey()); // those of one partition are of one job
      }
    }
    var jobs = all.entrySet().iterator();
    while (jobs.hasNext()) {
      var each = jobs.next();
      var job = each.getValue();
      if (job.isIdle() && !asking.contains(each.getKey())) {
        jobs.remove();
        if (job.held) {
          job.held = false;
          block(each.getKey(), job);
        }
      }
    }
  }

  private void block(String key, Standing job) {
    var tenant = job.tenant;
    if (!job.alone && tenant != null) {
      board.block(tenant, key, job.blocked());
    }
  }
}
