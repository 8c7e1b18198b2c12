package dev.windlass.workers.live;

import dev.windlass.engine.protocol.Streaming;
import dev.windlass.engine.protocol.Streaming.Piece;
import dev.windlass.engine.protocol.Streaming.Pieces;
import dev.windlass.engine.protocol.Streaming.ToDesk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * Tells watchers what their runs' calls on this node say: a few times a second, and when an answer
 * ends; a bounded piece each time, whatever came. A watcher that comes late is told each text from
 * its beginning. Nothing is done while nobody watches.
 */
public final class LiveDesk extends AbstractBehavior<ToDesk> {
  private enum Own implements ToDesk {
    TICK,
    ENDED
  }

  /** What one watcher knows. */
  private static final class Watcher {
    final Map<LiveCall, Integer> told = new HashMap<>();
    final Set<LiveCall> toldWhole = new HashSet<>();
    long heardAt;
  }

  private final LiveCalls calls;
  private final LiveSettings settings;
  private final LongSupplier nanos;
  private final TimerScheduler<ToDesk> timers;
  private final Map<String, Map<ActorRef<Pieces>, Watcher>> watchers = new LinkedHashMap<>();
  private int watches;
  private boolean endedTold;

  /**
   * Registers itself with the receptionist.
   *
   * @param nanos a clock that only goes forward
   */
  public static Behavior<ToDesk> create(LiveCalls calls, LongSupplier nanos) {
    Behavior<ToDesk> desk =
        Behaviors.setup(context ->
            Behaviors.withTimers(timers ->
                new LiveDesk(
                    context,
                    timers,
                    calls,
                    LiveSettings.of(context.getSystem().settings().config()),
                    nanos)));
    return Behaviors.supervise(desk).onFailure(SupervisorStrategy.restart());
  }

  private LiveDesk(
      ActorContext<ToDesk> context,
      TimerScheduler<ToDesk> timers,
      LiveCalls calls,
      LiveSettings settings,
      LongSupplier nanos) {
    super(context);
    this.calls = calls;
    this.settings = settings;
    this.nanos = nanos;
    this.timers = timers;
    var self = context.getSelf();
    calls.whenEnded(() -> self.tell(Own.ENDED));
    context.getSystem().receptionist().tell(Receptionist.register(Streaming.DESKS, self));
  }

  @Override
  public Receive<ToDesk> createReceive() {
    return newReceiveBuilder()
        .onMessage(Streaming.Watch.class, this::onWatch)
        .onMessage(Streaming.Leave.class, this::onLeave)
        .onMessageEquals(Own.TICK, this::onTick)
        .onMessageEquals(Own.ENDED, this::onEnded)
        .onSignal(PreRestart.class, signal -> onStopped())
        .onSignal(PostStop.class, signal -> onStopped())
        .build();
  }

  private Behavior<ToDesk> onWatch(Streaming.Watch watch) {
    var run = watch.run();
    var ofRun = watchers.get(run);
    var known = ofRun == null ? null : ofRun.get(watch.watcher());
    if (known != null) {
      known.heardAt = nanos.getAsLong();
      return this;
    }
    if (watches >= settings.mostWatches()) {
      getContext().getLog().warn("too many watchers, one is not told watches={}", watches);
      return this;
    }
    var watcher = new Watcher();
    watcher.heardAt = nanos.getAsLong();
    watchers.computeIfAbsent(run, id -> new LinkedHashMap<>()).put(watch.watcher(), watcher);
    watches++;
    calls.watch(run);
    if (watches == 1) {
      timers.startTimerWithFixedDelay(Own.TICK, settings.every());
    }
    tell(run);
    return this;
  }

  private Behavior<ToDesk> onLeave(Streaming.Leave leave) {
    var ofRun = watchers.get(leave.run());
    if (ofRun != null && ofRun.remove(leave.watcher()) != null) {
      left(1, leave.run(), ofRun);
    }
    return this;
  }

  private void left(int many, String run, Map<?, ?> ofRun) {
    watches -= many;
    if (ofRun.isEmpty()) {
      watchers.remove(run);
      calls.leave(run);
    }
    if (watches == 0) {
      timers.cancel(Own.TICK);
    }
  }

  private Behavior<ToDesk> onTick() {
    long oldest = nanos.getAsLong() - settings.watchLife().toNanos();
    for (var run : List.copyOf(watchers.keySet())) {
      var ofRun = watchers.get(run);
      if (ofRun != null) {
        int before = ofRun.size();
        ofRun.values().removeIf(watcher -> watcher.heardAt - oldest < 0);
        if (ofRun.size() < before) {
          left(before - ofRun.size(), run, ofRun);
        }
      }
    }
    tellAll();
    return this;
  }

  /** Many calls that end together are told together. */
  private Behavior<ToDesk> onEnded() {
    if (!endedTold) {
      endedTold = true;
      tellAll();
      timers.startSingleTimer("ended", Own.ENDED, settings.every().dividedBy(10));
    } else if (!timers.isTimerActive("ended")) {
      endedTold = false;
      tellAll();
    }
    return this;
  }

  private void tellAll() {
    List.copyOf(watchers.keySet()).forEach(this::tell);
  }

  private void tell(String run) {
    var ofRun = watchers.get(run);
    var all = calls.of(run);
    if (ofRun == null || all.isEmpty()) {
      return;
    }
    Set<LiveCall> toldToAll = new HashSet<>(all);
    ofRun.forEach((ref, watcher) -> {
      var pieces = pieces(all, watcher);
      if (!pieces.isEmpty()) {
        ref.tell(new Pieces(run, pieces));
      }
      toldToAll.removeIf(call ->
          !call.isTold(watcher.told.getOrDefault(call, 0), watcher.toldWhole.contains(call)));
    });
    if (!toldToAll.isEmpty()) {
      calls.told(run, toldToAll);
      for (var watcher : ofRun.values()) {
        watcher.told.keySet().removeAll(toldToAll);
        watcher.toldWhole.removeAll(toldToAll);
      }
    }
  }

  private List<Piece> pieces(List<LiveCall> all, Watcher watcher) {
    var pieces = new ArrayList<Piece>();
    int room = settings.batchChars();
    for (var call : all) {
      var before = watcher.told.get(call);
      int offset = before == null ? 0 : before;
      var piece = call.from(offset, room);
      boolean newlyWhole = piece.whole() && watcher.toldWhole.add(call);
      if (before == null || !piece.text().isEmpty() || newlyWhole) {
        pieces.add(piece);
        int to = offset + piece.text().length();
        watcher.told.put(call, to);
        room -= piece.text().length();
      }
      if (room <= 0) {
        break;
      }
    }
    return pieces;
  }

  private Behavior<ToDesk> onStopped() {
    calls.whenEnded(() -> {});
    watchers.keySet().forEach(calls::leave);
    return this;
  }
}
