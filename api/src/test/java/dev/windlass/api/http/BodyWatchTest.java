package dev.windlass.api.http;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class BodyWatchTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final BodySettings SETTINGS =
      new BodySettings(1, Duration.ofMinutes(1), 1000, Duration.ofMinutes(1));

  private final CompletableFuture<ByteString> first = new CompletableFuture<>();
  private final AtomicLong read = new AtomicLong();
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void aBodyThatNobodyWantsAnyMoreIsReadToItsEnd() {
    refusedWhileBytesAreAwaited(50);
    first.complete(ByteString.fromString("x"));
    await().until(ended::isDone);
    await().until(() -> read.get() == 50);
  }

  @Test
  void butNotWithoutABound() {
    refusedWhileBytesAreAwaited(Integer.MAX_VALUE);
    first.complete(ByteString.fromString("x"));
    await().until(ended::isDone);
    await().until(() -> read.get() > 90 && read.get() < 200); // 1000 bytes in pieces of 10
  }

  private void refusedWhileBytesAreAwaited(int pieces) {
    var body =
        Source.completionStage(first)
            .concatLazy(Source.range(1, pieces).map(i -> ByteString.fromString("0123456789")))
            .map(bytes -> {
              read.addAndGet(bytes.size() == 10 ? 1 : 0);
              return bytes;
            })
            .watchTermination((mat, done) -> {
              done.whenComplete((ok, thrown) -> ended.complete("ended"));
              return mat;
            });
    body.via(new BodyWatch(SETTINGS, () -> {}))
        .viaMat(KillSwitches.single(), Keep.right())
        .toMat(Sink.ignore(), Keep.left())
        .run(Materializer.matFromSystem(KIT.system()))
        .shutdown();
  }
}
