package dev.windlass.workers.provider.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.ProviderSettings;
import dev.windlass.workers.provider.openai.OpenAiFactory;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Measures what a call costs this process: {@code ClientLoad BASE_URL CLIENT IN_FLIGHT SECONDS}.
 * The first third is warm-up and not counted. To be run by hand against a provider in a process of
 * its own.
 */
public final class ClientLoad {
  private static final AtomicLong ENDED = new AtomicLong();
  private static final AtomicLong FAILED = new AtomicLong();
  private static final AtomicLong NUMBER = new AtomicLong();

  private ClientLoad() {}

  public static void main(String[] arguments) throws Exception {
    var base = URI.create(arguments[0]);
    var inFlight = Integer.parseInt(arguments[2]);
    var seconds = Integer.parseInt(arguments[3]);
    var config =
        ConfigFactory.parseString(
                "windlass.http.client="
                    + arguments[1]
                    + "\nwindlass.http.pekko.max-connections="
                    + inFlight)
            .withFallback(ConfigFactory.load())
            .resolve();
    var system = ActorSystem.create(Behaviors.empty(), "load", config);
    var settings =
        new ProviderSettings(
            "openai", "openai", base, "BASE", null, "KEY", ConfigFactory.empty(), config);
    var provider = OpenAiFactory.at(base, false, settings, system);
    // as an actor would: the answer is taken up on another thread, and asks the next from there
    var workers = Executors.newFixedThreadPool(2);
    for (int i = 0; i < inFlight; i++) {
      workers.execute(() -> ask(provider, workers));
    }
    Thread.sleep(seconds * 1000L / 3);
    var cpu = cpuNanos();
    var ended = ENDED.get();
    var start = System.nanoTime();
    Thread.sleep(seconds * 2000L / 3);
    var calls = ENDED.get() - ended;
    var took = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s in flight %d: %.0f calls/s, %.1f us CPU a call, %d failed%n",
        arguments[1], inFlight, calls / took, (cpuNanos() - cpu) / 1e3 / calls, FAILED.get());
    System.exit(0);
  }

  private static void ask(ModelProvider provider, Executor workers) {
    var number = NUMBER.incrementAndGet();
    var call =
        new ModelCall(
            "openai",
            "mock",
            List.of(
                Message.of("system", "You are a helpful assistant that knows about the world."),
                Message.of("user", "What is the capital of country number " + number + "?")),
            JsonNodeFactory.instance.objectNode(),
            null,
            Duration.ofSeconds(60),
            RetryPolicy.DEFAULT);
    provider.call(
        new ModelProvider.Request(call, "run_" + number + "/0/1", Instant.now().plusSeconds(60)),
        result -> {
          if (result instanceof CallResult.Failed failed && FAILED.getAndIncrement() < 3) {
            System.out.println(failed);
          }
          ENDED.incrementAndGet();
          workers.execute(() -> ask(provider, workers));
        });
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
