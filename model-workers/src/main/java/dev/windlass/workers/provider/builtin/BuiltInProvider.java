package dev.windlass.workers.provider.builtin;

import com.typesafe.config.Config;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.workers.provider.InvalidSetting;
import dev.windlass.workers.provider.ModelProvider;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;

/** All built-in parts of this node, as a provider. Thread-safe. */
public final class BuiltInProvider implements ModelProvider {
  private static final int MOST_AT_ONCE = 1 << 16;

  private final Map<String, BoundedPart> parts;

  private BuiltInProvider(Map<String, BoundedPart> parts) {
    this.parts = parts;
  }

  /**
   * Starts every part that is on the class path.
   *
   * @throws InvalidSetting when a part's bound makes no sense
   */
  public static BuiltInProvider start(Config config, ActorSystem<?> system) {
    var parts = new TreeMap<String, BoundedPart>();
    var loader = BuiltInProvider.class.getClassLoader();
    for (var factory : ServiceLoader.load(BuiltInPartFactory.class, loader)) {
      int atOnce = factory.atOnce(config);
      if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
        throw new InvalidSetting(
            "windlass." + factory.name(), "calls at once must be 1 to " + MOST_AT_ONCE);
      }
      parts.put(factory.name(), new BoundedPart(factory.create(config, system), atOnce));
    }
    return new BuiltInProvider(parts);
  }

  @Override
  public InFlight call(Request request, Consumer<CallResult> whenEnded) {
    var part = parts.get(request.call().model());
    if (part == null) {
      var words =
          "this worker answers no "
              + request.call().lane()
              + "; upgrade it, it is older than the node that asks";
      whenEnded.accept(
          new CallResult.Failed(CallError.of(FailureClass.NOT_FOUND, words), null, Map.of()));
      return () -> {};
    }
    return part.call(request, whenEnded);
  }

  @Override
  public String address() {
    return ModelCall.BUILT_IN;
  }

  @Override
  public void close() {
    parts.values().forEach(BoundedPart::close);
  }
}
