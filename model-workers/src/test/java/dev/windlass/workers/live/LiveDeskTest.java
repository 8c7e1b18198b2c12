package dev.windlass.workers.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Streaming;
import dev.windlass.engine.protocol.Streaming.Pieces;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.testkit.CallingThreadDispatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveDeskTest {
  private static final Duration TICK = Duration.ofMillis(100);

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString("windlass.worker.live.batch-chars = 10")
              .withFallback(ManualTime.config())
              .withFallback(ConfigFactory.load()));
  private final ManualTime timers = ManualTime.get(kit.system());
  private final AtomicLong nanos = new AtomicLong();
  private final LiveCalls calls = new LiveCalls("n1");

  /** What is said to it, by us or by a timer, is done when the call returns. */
  private final ActorRef<Streaming.ToDesk> desk =
      kit.spawn(
          LiveDesk.create(calls, nanos::get),
          DispatcherSelector.fromConfig(CallingThreadDispatcher.Id()));

  private final TestProbe<Pieces> watcher = kit.createTestProbe(Pieces.class);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void aCallThatNobodyWatchesIsNotKept() {
    assertThat(calls.begin(request("run_1", false), 1)).isNull();
    calls.ended(null, request("run_1", false), 1, answered("Paris"));

    assertThat(calls.size()).isZero();
  }

  @Test
  void whatComesWithinATickIsOnePiece() {
    watch("run_1");
    var call = Objects.requireNonNull(calls.begin(request("run_1", false), 1));
    call.accept("Pa");
    call.accept("ris");
    timers.timePasses(TICK);

    var piece = watcher.receiveMessage().pieces().getFirst();
    assertThat(piece.text()).isEqualTo("Paris");
    assertThat(piece.path()).isEqualTo("/0");
    assertThat(piece.whole()).isFalse();

    call.accept(" is");
    calls.ended(call, request("run_1", false), 1, answered("Paris is"));
    timers.timePasses(TICK);
    var last = watcher.receiveMessage().pieces().getFirst();
    assertThat(last.offset()).isEqualTo(5);
    assertThat(last.text()).isEqualTo(" is");
    assertThat(last.whole()).isTrue();
    assertThat(calls.size()).isZero();
  }

  @Test
  void aRunThatWishesForTokensIsThereFromItsBeginningForWhoComesLate() {
    var call = Objects.requireNonNull(calls.begin(request("run_1", true), 1));
    call.accept("Paris");
    watch("run_1");

    assertThat(watcher.receiveMessage().pieces().getFirst().text()).isEqualTo("Paris");
  }

  @Test
  void aRunThatNobodyCameToWatchIsForgottenWithItsCall() {
    var call = calls.begin(request("run_1", true), 1);
    calls.ended(call, request("run_1", true), 1, answered("Paris"));

    assertThat(calls.size()).isZero();
  }

  @Test
  void aLongTextGoesInBoundedPieces() {
    watch("run_1");
    var call = Objects.requireNonNull(calls.begin(request("run_1", false), 1));
    call.accept("0123456789abcde");
    timers.timePasses(TICK);
    assertThat(watcher.receiveMessage().pieces().getFirst().text()).isEqualTo("0123456789");
    timers.timePasses(TICK);
    assertThat(watcher.receiveMessage().pieces().getFirst().text()).isEqualTo("abcde");
  }

  @Test
  void aCharacterIsNeverCut() {
    watch("run_1");
    var call = Objects.requireNonNull(calls.begin(request("run_1", false), 1));
    call.accept("012345678\ud83d");
    timers.timePasses(TICK);
    assertThat(watcher.receiveMessage().pieces().getFirst().text()).isEqualTo("012345678");
    call.accept("\ude00!");
    timers.timePasses(TICK);
    assertThat(watcher.receiveMessage().pieces().getFirst().text()).isEqualTo("\ud83d\ude00!");
  }

  @Test
  void anAnswerWhoseCallBeganBeforeAnybodyWatchedIsToldWhole() {
    var request = request("run_1", false);
    assertThat(calls.begin(request, 1)).isNull();
    watch("run_1");
    calls.ended(null, request, 1, answered("Paris"));
    timers.timePasses(TICK);

    var piece = watcher.receiveMessage().pieces().getFirst();
    assertThat(piece.text()).isEqualTo("Paris");
    assertThat(piece.whole()).isTrue();
  }

  @Test
  void ofACallThatFailedNothingIsSaidToBeWhole() {
    watch("run_1");
    var call = Objects.requireNonNull(calls.begin(request("run_1", false), 1));
    call.accept("Par");
    calls.ended(
        call,
        request("run_1", false),
        1,
        new CallResult.Failed(CallError.of(FailureClass.TRANSPORT, "cut"), null, Map.of()));
    timers.timePasses(TICK);

    assertThat(watcher.receiveMessage().pieces().getFirst().whole()).isFalse();
    assertThat(calls.size()).isZero();
  }

  @Test
  void whoIsSilentForTooLongIsForgotten() {
    watch("run_1");
    nanos.addAndGet(Duration.ofSeconds(16).toNanos());
    timers.timePasses(TICK);

    assertThat(calls.begin(request("run_1", false), 1)).isNull();
  }

  private void watch(String run) {
    desk.tell(new Streaming.Watch(run, watcher.ref()));
  }

  private static StepRequest request(String run, boolean stream) {
    var call =
        new ModelCall(
            "sim",
            "m",
            List.of(Message.of("user", "hi")),
            Json.object(),
            null,
            Duration.ofSeconds(5),
            RetryPolicy.DEFAULT);
    var key = new StepKey("p", 0, 1, "/0", 1);
    return new StepRequest(key, run, null, "t", 5, false, call, stream);
  }

  private static CallResult answered(String text) {
    return new CallResult.Answered(text, Usage.NONE, "stop", null, 200, Map.of());
  }
}
