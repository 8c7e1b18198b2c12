package dev.windlass.api.http;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Watches a request's body. It fails with a {@link TimeoutException} when no byte comes although
 * some are asked for; time in which we do not read does not count. When nobody wants the rest, some
 * of it is still read and dropped: a sender that is cut off while it writes may never see the
 * answer.
 */
final class BodyWatch extends GraphStage<FlowShape<ByteString, ByteString>> {
  private static final String TICK = "tick";
  private static final String DRAINED = "drained";

  private final Inlet<ByteString> in = Inlet.create("body.in");
  private final Outlet<ByteString> out = Outlet.create("body.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final BodySettings settings;
  private final Runnable onBytes;

  /**
   * @param onBytes told at each piece that comes, on a stream's thread
   */
  BodyWatch(BodySettings settings, Runnable onBytes) {
    this.settings = settings;
    this.onBytes = onBytes;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic implements InHandler, OutHandler {
    private long pulledAtNanos = System.nanoTime();
    private long drained;
    private boolean draining;

    Logic() {
      super(shape);
      setHandler(in, this);
      setHandler(out, this);
    }

    @Override
    public void preStart() {
      var tick = settings.idle().dividedBy(4);
      var second = Duration.ofSeconds(1);
      scheduleWithFixedDelay(TICK, tick, tick.compareTo(second) < 0 ? tick : second);
    }

    @Override
    public void onPull() {
      pulledAtNanos = System.nanoTime();
      pull(in);
    }

    @Override
    public void onPush() {
      var bytes = grab(in);
      if (!draining) {
        onBytes.run();
        push(out, bytes);
        return;
      }
      drained += bytes.size();
      if (drained > settings.drainBytes()) {
        completeStage();
      } else {
        pull(in);
      }
    }

    @Override
    public void onTimer(Object key) {
      if (key.equals(DRAINED)) {
        completeStage();
      } else if (!draining
          && hasBeenPulled(in)
          && System.nanoTime() - pulledAtNanos > settings.idle().toNanos()) {
        failStage(new TimeoutException("no byte for " + settings.idle().toSeconds() + " s"));
      }
    }

    @Override
    public void onDownstreamFinish(Throwable cause) {
      if (isClosed(in)) {
        completeStage();
        return;
      }
      draining = true;
      cancelTimer(TICK);
      scheduleOnce(DRAINED, settings.drainTime());
      if (!hasBeenPulled(in)) {
        pull(in);
      }
    }
  }
}
