package dev.windlass.workers.provider.simulated;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ProviderFactory;
import dev.windlass.workers.provider.ProviderSettings;
import dev.windlass.workers.provider.openai.OpenAiFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Joins the simulated provider as type {@code simulated}: with a {@code base-url}, one that runs
 * already; else one is started in this process, on a free port, and called over HTTP like any
 * other.
 */
public final class SimulatedFactory implements ProviderFactory {
  @Override
  public String type() {
    return "simulated";
  }

  @Override
  public Set<String> ownSettings() {
    return SimulatedSettings.NAMES;
  }

  @Override
  public boolean needsBaseUrl() {
    return false;
  }

  @Override
  public ModelProvider create(ProviderSettings settings, ActorSystem<?> system) {
    var running = settings.baseUrl();
    if (running != null) {
      return OpenAiFactory.at(running, true, settings, system);
    }
    try {
      var server = SimulatedProvider.start(read(settings));
      return new WithItsServer(OpenAiFactory.at(server.baseUrl(), true, settings, system), server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SimulatedSettings read(ProviderSettings settings) {
    var own = ConfigFactory.empty();
    for (var name : SimulatedSettings.NAMES) {
      if (settings.own().hasPath(name)) {
        own = own.withValue(name, settings.own().getValue(name));
      }
    }
    var root = settings.all();
    Config shared =
        root.hasPath(SimulatedSettings.ROOT)
            ? root.getConfig(SimulatedSettings.ROOT)
            : ConfigFactory.empty();
    return SimulatedSettings.of(own.withFallback(shared), "windlass.providers." + settings.name());
  }

  /** The client, and the server that ends with it. */
  private record WithItsServer(ModelProvider client, SimulatedProvider server)
      implements ModelProvider {
    @Override
    public InFlight call(Request request, Consumer<CallResult> whenEnded) {
      return client.call(request, whenEnded);
    }

    @Override
    public boolean tellsWhenSent() {
      return client.tellsWhenSent();
    }

    @Override
    public boolean simulated() {
      return true;
    }

    @Override
    public String address() {
      return client.address();
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }
}
