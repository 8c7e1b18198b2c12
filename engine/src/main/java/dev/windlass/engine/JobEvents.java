package dev.windlass.engine;

import dev.windlass.engine.job.JobCommand;
import dev.windlass.engine.protocol.JobEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
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
 * A job's events as a stream. What a slow reader has not taken is bounded: of progress only the
 * last stays, and a change of state is never left out. The stream says from time to time that it is
 * still there, so a job that was restarted, or moved to another node, goes on telling it.
 */
final class JobEvents extends GraphStage<SourceShape<JobEvent>> {
  private static final Duration SAY_AGAIN = Duration.ofSeconds(5);

  private final Outlet<JobEvent> out = Outlet.create("job-events");
  private final SourceShape<JobEvent> shape = SourceShape.of(out);
  private final Asking asking;
  private final String tenant;
  private final String job;
  private final @Nullable Long after;

  JobEvents(Asking asking, String tenant, String job, @Nullable Long after) {
    this.asking = asking;
    this.tenant = tenant;
    this.job = job;
    this.after = after;
  }

  @Override
  public SourceShape<JobEvent> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private final Deque<JobEvent> waiting = new ArrayDeque<>();
    private @Nullable Long last = after;
    private @Nullable ActorRef self;
    private boolean over;

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
                    hear((JobEvent) told._2());
                    return BoxedUnit.UNIT;
                  })
              .ref();
      sayAgain();
      scheduleWithFixedDelay("say again", SAY_AGAIN, SAY_AGAIN);
    }

    @Override
    public void onTimer(Object key) {
      sayAgain();
    }

    private void sayAgain() {
      if (self != null && !over) {
        asking.job(job, new JobCommand.Watch(tenant, last, Adapter.toTyped(self)));
      }
    }

    private void hear(JobEvent event) {
      if (over) {
        return;
      }
      last = event.id();
      over = event instanceof JobEvent.End;
      if (event instanceof JobEvent.Progress && waiting.peekLast() instanceof JobEvent.Progress) {
        waiting.removeLast();
      }
      waiting.addLast(event);
      if (isAvailable(out)) {
        give();
      }
    }

    private void give() {
      var next = waiting.poll();
      if (next != null) {
        push(out, next);
      }
      if (over && waiting.isEmpty()) {
        complete(out);
      }
    }
  }
}
