package dev.windlass.deploy.embedded;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.AsPublisher;
import org.apache.pekko.stream.javadsl.JavaFlowSupport;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Results for one subscriber. Nothing is begun before it is there, for work costs money. */
final class Completions implements Flow.Publisher<RunResult> {
  private static final Flow.Subscription NONE =
      new Flow.Subscription() {
        @Override
        public void request(long results) {}

        @Override
        public void cancel() {}
      };

  private final Materializer materializer;
  private final Supplier<@Nullable Source<RunResult, NotUsed>> rows;
  private final Supplier<? extends RuntimeException> closed;
  private final AtomicBoolean taken = new AtomicBoolean();

  /**
   * @param rows null when no work can begin any more, for the reason that {@code closed} gives
   */
  Completions(
      Materializer materializer,
      Supplier<@Nullable Source<RunResult, NotUsed>> rows,
      Supplier<? extends RuntimeException> closed) {
    this.materializer = materializer;
    this.rows = rows;
    this.closed = closed;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super RunResult> subscriber) {
    java.util.Objects.requireNonNull(subscriber, "a subscriber is needed");
    if (!taken.compareAndSet(false, true)) {
      refuse(
          subscriber,
          new IllegalStateException(
              "these results go to one subscriber, and there was one; ask for the work again"));
      return;
    }
    var source = rows.get();
    if (source == null) {
      refuse(subscriber, closed.get());
      return;
    }
    source
        .runWith(JavaFlowSupport.Sink.asPublisher(AsPublisher.WITHOUT_FANOUT), materializer)
        .subscribe(subscriber);
  }

  private static void refuse(Flow.Subscriber<? super RunResult> subscriber, Throwable why) {
    subscriber.onSubscribe(NONE);
    subscriber.onError(why);
  }
}
