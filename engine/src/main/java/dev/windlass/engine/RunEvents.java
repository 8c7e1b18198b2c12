package dev.windlass.engine;

import dev.windlass.engine.job.JobCommand;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.live.LiveFeed;
import dev.windlass.engine.live.LiveSettings;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.protocol.Ids.Whereabouts;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunEvent;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.protocol.Streaming;
import java.time.Duration;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;
import scala.runtime.BoxedUnit;

/**
 * A run's events as a stream: where it stands, what its answers say while they are written, its
 * end. What a slow reader has not taken is bounded by {@link LiveFeed}.
 *
 * <p>It tells the desks of all nodes that the run is watched, and its partition that it wants to
 * know the end; both again from time to time, so a run that moved to another node goes on telling
 * it. Its end is told when its last answer has been told, or a moment later; the run is read for it
 * only when the reader has taken all else, so that who stands still holds no answers in memory.
 */
final class RunEvents extends GraphStage<SourceShape<RunEvent>> {
  private static final Duration SAY_AGAIN = Duration.ofSeconds(2);

  /** So long the end waits for the end of an answer that is on its way here. */
  private static final Duration LAST_WORDS = Duration.ofMillis(300);

  private final Outlet<RunEvent> out = Outlet.create("run-events");
  private final SourceShape<RunEvent> shape = SourceShape.of(out);
  private final Asking asking;
  private final RunReads reads;
  private final String tenant;
  private final Whereabouts where;
  private final RunView first;
  private final LiveSettings settings;

  /**
   * @param first the run as it stands; it has not ended
   */
  RunEvents(
      Asking asking,
      RunReads reads,
      String tenant,
      Whereabouts where,
      RunView first,
      LiveSettings settings) {
    this.asking = asking;
    this.reads = reads;
    this.tenant = tenant;
    this.where = where;
    this.first = first;
    this.settings = settings;
  }

  @Override
  public SourceShape<RunEvent> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private record Located(String partition, int run) {}

  private record Read(@Nullable RunView run) {}

  private final class Logic extends TimerGraphStageLogic {
    private final LiveFeed feed = new LiveFeed(settings);
    private @Nullable ActorRef self;
    private Set<org.apache.pekko.actor.typed.ActorRef<Streaming.ToDesk>> desks = Set.of();
    private @Nullable RunEvent next = new RunEvent.Snapshot(first);
    private @Nullable RunView ended;
    private @Nullable Located located;
    private boolean over;
    private boolean reading;
    private boolean lastWords;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              give();
            }
          });
    }

    @Override
    public void preStart() {
      self =
          getStageActor(
                  told -> {
                    hear(told._2());
                    return BoxedUnit.UNIT;
                  })
              .ref();
      if (where instanceof Whereabouts.Alone(var partition, int run)) {
        located = new Located(partition, run);
      }
      if (settings.tokens() || settings.partials()) {
        asking
            .system()
            .receptionist()
            .tell(Receptionist.subscribe(Streaming.DESKS, Adapter.toTyped(self())));
      }
      sayAgain();
      scheduleWithFixedDelay("say again", SAY_AGAIN, SAY_AGAIN);
    }

    private ActorRef self() {
      if (self == null) {
        throw new IllegalStateException("the stage has not started");
      }
      return self;
    }

    @Override
    public void onTimer(Object key) {
      if (key.equals("last words")) {
        lastWords = true;
        give();
      } else if (!over) {
        sayAgain();
      }
    }

    private void sayAgain() {
      watch();
      if (located != null) {
        asking.partition(
            located.partition(),
            new PartitionCommand.AwaitEnd(located.run(), Adapter.toTyped(self())));
      } else if (where instanceof Whereabouts.InJob(var job, long line)) {
        var to = self();
        asking
            .<JobCommand.Location>job(job, ask -> new JobCommand.Locate(tenant, line, ask))
            .thenAccept(reply -> {
              if (reply instanceof Reply.Ok<JobCommand.Location>(var at)) {
                tell(to, new Located(PersistenceIds.partitionOf(job, at.partition()), at.index()));
              }
            });
      }
    }

    private void watch() {
      var watch = new Streaming.Watch(first.id(), Adapter.toTyped(self()));
      desks.forEach(desk -> desk.tell(watch));
    }

    private void tell(ActorRef to, Object what) {
      to.tell(what, ActorRef.noSender());
    }

    private void hear(Object told) {
      switch (told) {
        case Streaming.Pieces(var run, var pieces) -> pieces.forEach(feed::hear);
        case Receptionist.Listing listing -> {
          desks = listing.getServiceInstances(Streaming.DESKS);
          watch();
        }
        case Located at -> {
          if (located == null) {
            located = at;
            sayAgain();
          }
        }
        case PartitionCommand.Ended end -> {
          if (!over) {
            over = true;
            scheduleOnce("last words", LAST_WORDS);
          }
        }
        case Read(var run) -> {
          reading = false;
          if (run != null && run.status().terminal()) {
            ended = run;
          } else { // it could not be read now, or goes on: its end is told again
            over = false;
            lastWords = false;
          }
        }
        default -> {}
      }
      give();
    }

    private void give() {
      if (!isAvailable(out)) {
        return;
      }
      var event = next != null ? next : feed.next();
      next = null;
      if (event != null) {
        push(out, event);
      } else if (ended != null && (lastWords || feed.isQuiet())) {
        push(out, new RunEvent.End(ended));
        complete(out);
      } else if (over && ended == null && !reading) {
        read();
      }
    }

    private void read() {
      reading = true;
      var to = self();
      reads
          .run(tenant, first.id())
          .whenComplete((reply, thrown) ->
              tell(to, new Read(reply instanceof Reply.Ok<RunView>(var run) ? run : null)));
    }

    @Override
    public void postStop() {
      if (self != null) {
        var leave = new Streaming.Leave(first.id(), Adapter.toTyped(self));
        desks.forEach(desk -> desk.tell(leave));
      }
    }
  }
}
