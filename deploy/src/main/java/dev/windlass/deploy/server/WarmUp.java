package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ProviderSettings;
import dev.windlass.workers.provider.simulated.SimulatedFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a provider of our own a few hundred times before the first real call: a JVM loads and
 * compiles the client's classes in the first calls, which holds them up by half a second and more;
 * calls that were let go evenly would then arrive together, beyond the burst that a limit allows.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int CALLS = 400;
  private static final int AT_ONCE = 16;
  private static final Duration MOST = Duration.ofSeconds(3);

  private final Thread thread;

  private WarmUp(Thread thread) {
    this.thread = thread;
  }

  /** Begins, beside the rest of the start. */
  static WarmUp begin(Config config, ActorSystem<?> system) {
    return new WarmUp(
        Thread.ofPlatform()
            .daemon()
            .name("windlass-warm-up")
            .start(() -> {
              try {
                run(config, system);
              } catch (RuntimeException e) {
                LOG.warn("could not warm up: {}", e.getMessage());
              }
            }));
  }

  /** Waits until it is done, or has taken long enough. */
  void await() throws InterruptedException {
    thread.join(MOST);
  }

  private static void run(Config config, ActorSystem<?> system) {
    var own = ConfigFactory.parseString("latency = 0ms, sigma = 0, log = \"\", rpm = 0, tpm = 0");
    var settings = new ProviderSettings("warm-up", "simulated", null, "", null, "", own, config);
    try (var provider = new SimulatedFactory().create(settings, system)) {
      var left = new AtomicInteger(CALLS);
      var ended = new CountDownLatch(CALLS);
      for (int i = 0; i < AT_ONCE; i++) {
        next(provider, left, ended);
      }
      if (!ended.await(MOST.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("warming up took too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void next(ModelProvider provider, AtomicInteger left, CountDownLatch ended) {
    if (left.getAndDecrement() <= 0) {
      return;
    }
    var call =
        new ModelCall(
            "warm-up",
            "echo",
            List.of(Message.of("user", "warm up")),
            Json.object(),
            null,
            MOST,
            RetryPolicy.DEFAULT);
    provider.call(
        new ModelProvider.Request(call, "warm-up", Instant.now().plus(MOST)),
        result -> {
          ended.countDown();
          next(provider, left, ended);
        });
  }
}
