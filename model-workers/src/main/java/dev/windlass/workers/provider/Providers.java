package dev.windlass.workers.provider;

import com.typesafe.config.Config;
import dev.windlass.engine.protocol.LimitsDoor.ProviderView;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.workers.provider.builtin.BuiltInProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All providers of this process, by name. Started once from the settings, closed at the end.
 * Thread-safe: it does not change after its start.
 */
public final class Providers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

  /** One provider: for each of its keys a client of its own. */
  private record Started(ProviderSettings settings, List<ModelProvider> clients) {
    boolean simulated() {
      return clients.isEmpty()
          ? settings.type().equals(ProvidersReader.SIMULATED)
          : clients.getFirst().simulated();
    }

    /** Where it is called, as far as it is known here. */
    String address() {
      var url = settings.baseUrl();
      return url != null ? url.toString() : clients.isEmpty() ? "" : clients.getFirst().address();
    }
  }

  private static final String CALLED = "windlass.worker.providers";

  private final Map<String, Started> byName;
  private final @Nullable ModelProvider builtIn;

  private Providers(Map<String, Started> byName, @Nullable ModelProvider builtIn) {
    this.byName = byName;
    this.builtIn = builtIn;
  }

  /**
   * Starts every configured provider, and {@code openai} out of {@code OPENAI_BASE_URL} and {@code
   * OPENAI_API_KEY}; with neither it is the simulated one.
   *
   * @param env the environment, such as {@code System::getenv}
   * @throws InvalidSetting naming the first setting that makes no sense; nothing is left running
   */
  public static Providers start(
      Config config, Function<String, @Nullable String> env, ActorSystem<?> system) {
    return start(config, env, name -> true, system);
  }

  /**
   * The same, but clients only for some: the others are known by name, and no key of theirs is
   * read. What workers answer themselves is one more, {@link ModelCall#BUILT_IN}, which no settings
   * name and no view shows.
   *
   * @param called by name, whether this process calls it
   */
  public static Providers start(
      Config config,
      Function<String, @Nullable String> env,
      Predicate<String> called,
      ActorSystem<?> system) {
    var types = types();
    var started = new LinkedHashMap<String, Started>();
    @Nullable ModelProvider builtIn;
    try {
      for (var settings : new ProvidersReader(config, env, types, called).read()) {
        var factory = types.get(settings.type());
        if (factory == null) {
          throw new InvalidSetting(
              settings.path("type"),
              "no provider of type " + settings.type() + " is on the class path");
        }
        var one =
            started.computeIfAbsent(
                settings.name(), name -> new Started(settings, new ArrayList<>()));
        if (called.test(settings.name())) {
          one.clients().add(factory.create(settings, system));
        }
      }
      builtIn = called.test(ModelCall.BUILT_IN) ? BuiltInProvider.start(config, system) : null;
    } catch (RuntimeException e) {
      close(started);
      throw e;
    }
    var all = new Providers(started, builtIn);
    all.notices().forEach(LOG::warn);
    return all;
  }

  /**
   * The providers that a worker calls: those that {@code windlass.worker.providers} names, else all
   * that are configured.
   *
   * @param beside whether the simulated provider may stand in for {@code openai} where nobody named
   *     a real one; not on a node that others hand work to, for they may mean the real one
   * @throws InvalidSetting when a name is unknown, or none is left
   */
  public static Set<String> called(
      Config config, Function<String, @Nullable String> env, boolean beside) {
    var known = new TreeSet<String>();
    for (var each : new ProvidersReader(config, env, types(), name -> false).read()) {
      if (beside || !each.standsIn()) {
        known.add(each.name());
      }
    }
    var wanted = config.getStringList(CALLED);
    for (var name : wanted) {
      if (!known.contains(name)) {
        throw new InvalidSetting(
            CALLED, "there is no provider \"" + name + "\" here; there are " + known);
      }
    }
    if (known.isEmpty()) {
      throw new InvalidSetting(
          "windlass.providers",
          "this worker has nobody to call: name a provider { type, base-url, api-key }, or set"
              + " OPENAI_API_KEY or OPENAI_BASE_URL");
    }
    return wanted.isEmpty() ? known : new TreeSet<>(wanted);
  }

  private static Map<String, ProviderFactory> types() {
    var types = new LinkedHashMap<String, ProviderFactory>();
    for (var factory :
        ServiceLoader.load(ProviderFactory.class, Providers.class.getClassLoader())) {
      types.putIfAbsent(factory.type(), factory);
    }
    return types;
  }

  public @Nullable ModelProvider provider(String name) {
    var started = byName.get(name);
    return started == null || started.clients().isEmpty() ? null : started.clients().getFirst();
  }

  /**
   * Clients by the provider's name, one for each key, in the order of the settings; of those that
   * this process calls.
   */
  public Map<String, List<ModelProvider>> all() {
    var all = new LinkedHashMap<String, List<ModelProvider>>();
    byName.forEach((name, started) -> {
      if (!started.clients().isEmpty()) {
        all.put(name, List.copyOf(started.clients()));
      }
    });
    if (builtIn != null) {
      all.put(ModelCall.BUILT_IN, List.of(builtIn));
    }
    return all;
  }

  /** As front doors show them; never a key. */
  public List<ProviderView> views() {
    var views = new ArrayList<ProviderView>();
    for (var started : byName.values()) {
      views.add(
          new ProviderView(
              started.settings().name(),
              started.simulated() ? ProvidersReader.SIMULATED : started.settings().type(),
              started.address(),
              started.settings().models()));
    }
    return views;
  }

  /** What must be said loudly at the start, one line each; empty when there is nothing. */
  public List<String> notices() {
    var notices = new ArrayList<String>();
    byName.forEach((name, started) -> {
      if (!started.clients().isEmpty() && started.simulated()) {
        notices.add(
            "provider \""
                + name
                + "\" is SIMULATED: no real model answers, and every row says so"
                + (name.equals(ProvidersReader.OPENAI)
                    ? "; for real answers set OPENAI_API_KEY, or OPENAI_BASE_URL for a server"
                        + " of your own"
                    : ""));
      }
    });
    return notices;
  }

  @Override
  public void close() {
    close(byName);
    if (builtIn != null) {
      builtIn.close();
    }
  }

  private static void close(Map<String, Started> all) {
    all.values().forEach(started -> started.clients().forEach(ModelProvider::close));
  }
}
