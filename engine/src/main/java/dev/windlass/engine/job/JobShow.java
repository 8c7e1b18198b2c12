package dev.windlass.engine.job;

import dev.windlass.engine.protocol.JobEvent;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Reply;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Shows a job to those who watch it: changes of state at once, what else moves at most every so
 * often. Belongs to the job's thread; begun anew at each restart.
 */
final class JobShow {
  private static final JobSelf.Show SHOW = new JobSelf.Show();

  private static final int MOST_READERS = 10_000;

  private final List<ActorRef<Boolean>> readers = new ArrayList<>();
  private final JobDisplay display = new JobDisplay();
  private final JobWatchers watchers = new JobWatchers();
  private final ActorContext<JobCommand> context;
  private final TimerScheduler<JobCommand> timers;
  private final Clock clock;
  private final long intervalNanos;
  private final Crew crew;
  private long shownAt;

  JobShow(
      ActorContext<JobCommand> context,
      TimerScheduler<JobCommand> timers,
      Clock clock,
      Duration interval,
      Crew crew) {
    this.context = context;
    this.timers = timers;
    this.clock = clock;
    this.intervalNanos = interval.toNanos();
    this.crew = crew;
    shownAt = System.nanoTime() - intervalNanos;
  }

  JobView view(Job job) {
    return display.view(job, crew, System.nanoTime(), clock.instant());
  }

  boolean watched() {
    return !watchers.isEmpty();
  }

  void watch(Job job, @Nullable Long after, ActorRef<JobEvent> watcher) {
    if (watchers.add(job, view(job), after, watcher, clock.instant())) {
      context.watchWith(watcher, new JobSelf.Unwatched(watcher));
      soon();
    }
  }

  void unwatched(ActorRef<JobEvent> watcher) {
    watchers.remove(watcher);
  }

  void await(Job job, long version, Duration patience, ActorRef<Reply<JobView>> replyTo) {
    watchers.ask(job, view(job), version, System.nanoTime() + patience.toNanos(), replyTo);
    soon();
  }

  /** Readers of results; they look again by themselves, so those above the bound are not heard. */
  void awaitEvent(Job job, long event, ActorRef<Boolean> replyTo) {
    if (job.changes() > event) {
      replyTo.tell(true);
    } else if (job.exists() && readers.size() < MOST_READERS) {
      readers.add(replyTo);
    }
  }

  /** Something was written. */
  void changed(Job job, long before, JobState state) {
    readers.forEach(reader -> reader.tell(true));
    readers.clear();
    if (job.state() == state) {
      soon();
      return;
    }
    context
        .getLog()
        .atInfo()
        .addKeyValue("job", job.id())
        .addKeyValue("from", state.wireName())
        .addKeyValue("to", job.state().wireName())
        .log("job changed its state");
    display.refresh(job, crew, System.nanoTime(), clock.instant());
    watchers.stateChanged(job, before, view(job), clock.instant());
  }

  /** It is time. */
  void now(Job job) {
    shownAt = System.nanoTime();
    display.refresh(job, crew, shownAt, clock.instant());
    watchers.show(job, view(job), clock.instant(), shownAt);
    if (watched()) {
      soon();
    }
  }

  /** Something moved: shown as soon as the last showing is old enough. */
  void soon() {
    if (!timers.isTimerActive(SHOW)) {
      long due = intervalNanos - (System.nanoTime() - shownAt);
      timers.startSingleTimer(SHOW, SHOW, Duration.ofNanos(Math.max(0, due)));
    }
  }
}
