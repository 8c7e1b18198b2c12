package dev.windlass.deploy.embedded;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A subscriber that gets what the test asks for. */
final class Receiving implements Flow.Subscriber<RunResult> {
  final List<RunResult> got = new CopyOnWriteArrayList<>();
  final CountDownLatch ended = new CountDownLatch(1);
  volatile @Nullable Throwable failed;
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

  static Receiving of(Flow.Publisher<RunResult> publisher) {
    var receiving = new Receiving();
    publisher.subscribe(receiving);
    return receiving;
  }

  Flow.Subscription subscription() {
    return subscription.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription.complete(begun);
  }

  @Override
  public void onNext(RunResult row) {
    got.add(row);
  }

  @Override
  public void onError(Throwable why) {
    failed = why;
    ended.countDown();
  }

  @Override
  public void onComplete() {
    ended.countDown();
  }
}
