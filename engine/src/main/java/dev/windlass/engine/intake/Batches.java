package dev.windlass.engine.intake;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;

/**
 * The shell around {@link Acceptance}: a batch goes out when it is full, or when its first line has
 * waited long enough and somebody wants it. While nobody does, the batch fills; once it is full,
 * nothing more is read.
 */
final class Batches extends GraphStage<FlowShape<List<ReadLine>, Batch>> {
  private static final String DUE = "due";

  private final Inlet<List<ReadLine>> in = Inlet.create("batches.in");
  private final Outlet<Batch> out = Outlet.create("batches.out");
  private final FlowShape<List<ReadLine>, Batch> shape = FlowShape.of(in, out);
  private final Acceptance acceptance;
  private final Duration delay;

  Batches(Acceptance acceptance, Duration delay) {
    this.acceptance = acceptance;
    this.delay = delay;
  }

  @Override
  public FlowShape<List<ReadLine>, Batch> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic implements InHandler, OutHandler {
    private boolean due;

    Logic() {
      super(shape);
      setHandler(in, this);
      setHandler(out, this);
    }

    @Override
    public void preStart() {
      tryPull(in);
    }

    @Override
    public void onPush() {
      try {
        for (var each : grab(in)) {
          acceptance.add(each.line(), each.bytes());
        }
      } catch (RefusedUpload refused) {
        failStage(refused); // expected, so not logged as a thrown exception would be
        return;
      }
      proceed();
    }

    @Override
    public void onPull() {
      proceed();
    }

    @Override
    public void onTimer(Object key) {
      due = true;
      proceed();
    }

    @Override
    public void onUpstreamFinish() {
      acceptance.flush();
      proceed();
    }

    @Override
    public void onUpstreamFailure(Throwable cause) {
      failStage(cause);
    }

    private void proceed() {
      if (isAvailable(out)) {
        if (due && !acceptance.hasReady()) {
          acceptance.flush();
        }
        var batch = acceptance.poll();
        if (batch != null) {
          push(out, batch);
        }
      }
      if (!acceptance.hasReady()) {
        if (isClosed(in)) {
          completeStage();
          return;
        }
        if (!hasBeenPulled(in)) {
          pull(in);
        }
      }
      if (!acceptance.hasPending()) {
        due = false;
        cancelTimer(DUE);
      } else if (!due && !isTimerActive(DUE)) {
        scheduleOnce(DUE, delay);
      }
    }
  }
}
