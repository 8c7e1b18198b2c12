package dev.windlass.workers.provider.openai;

import dev.windlass.workers.provider.InvalidSetting;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ProviderFactory;
import dev.windlass.workers.provider.ProviderSettings;
import dev.windlass.workers.provider.http.HttpSettings;
import dev.windlass.workers.provider.http.HttpTransport;
import dev.windlass.workers.provider.http.HttpTransports;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;

/** Joins OpenAI, and every server that speaks like it, as type {@code openai}. */
public final class OpenAiFactory implements ProviderFactory {
  private static final int MOST_CONNECTIONS = 1 << 17;

  @Override
  public String type() {
    return "openai";
  }

  @Override
  public ModelProvider create(ProviderSettings settings, ActorSystem<?> system) {
    var base = settings.baseUrl();
    if (base == null) {
      throw new InvalidSetting(settings.path("base-url"), "is missing");
    }
    return at(base, false, settings, system);
  }

  /** A provider that speaks OpenAI's wire at this address. */
  public static OpenAiProvider at(
      URI base, boolean simulated, ProviderSettings settings, ActorSystem<?> system) {
    var http = HttpSettings.of(settings.all());
    if (settings.own().hasPath("max-connections")) {
      var connections = settings.own().getInt("max-connections");
      if (connections < 1 || connections > MOST_CONNECTIONS) {
        throw new InvalidSetting(
            settings.path("max-connections"), "must be 1 to " + MOST_CONNECTIONS);
      }
      http = http.withMaxConnections(connections);
    }
    var key = settings.key();
    var standing =
        key == null
            ? List.<HttpTransport.Header>of()
            : List.of(new HttpTransport.Header("Authorization", "Bearer " + key.reveal()));
    var transport = HttpTransports.open(base, standing, http, system);
    return new OpenAiProvider(settings, base, simulated, transport, InstantSource.system());
  }
}
