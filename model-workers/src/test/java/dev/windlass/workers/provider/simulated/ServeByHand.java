package dev.windlass.workers.provider.simulated;

import com.typesafe.config.ConfigFactory;

/**
 * Serves alone, for measurements by hand: {@code ServeByHand PORT 'latency = 0ms, log = /tmp/x'}.
 */
public final class ServeByHand {
  private ServeByHand() {}

  public static void main(String[] arguments) throws Exception {
    var settings =
        SimulatedSettings.of(ConfigFactory.parseString(arguments[1]), SimulatedSettings.ROOT);
    var provider = SimulatedProvider.start(settings, "127.0.0.1", Integer.parseInt(arguments[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(provider::close));
    System.out.println(provider.baseUrl());
    Thread.currentThread().join();
  }
}
