package dev.windlass.deploy.embedded;

import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.deploy.server.EmbeddedNode;
import dev.windlass.engine.Engine;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How an engine inside a program is set up. What is not said here comes from the environment
 * ({@code WINDLASS_...}, {@code OPENAI_...}) and the defaults, as for a server. Not thread-safe.
 */
public final class EmbeddedSettings {
  /** The first question to an engine may have to wait until its node has joined itself. */
  private static final Duration START = Duration.ofSeconds(30);

  private @Nullable Path folder;
  private final List<String> limits = new ArrayList<>();
  private final Map<String, Object> said = new HashMap<>();
  private final Map<String, String> variables = new HashMap<>();

  EmbeddedSettings() {}

  /**
   * Keeps journal and results in this folder, which is made where it is not there. One engine at a
   * time works on a folder. Without it a temporary one is used and deleted on close.
   */
  public EmbeddedSettings folder(Path data) {
    folder = data;
    return this;
  }

  /** Calls OpenAI, with this key in place of the environment's. */
  public EmbeddedSettings openAi(String key) {
    variables.put("OPENAI_API_KEY", key);
    return this;
  }

  /**
   * Calls a server that speaks OpenAI's wire as the provider {@code openai}.
   *
   * @param base such as {@code http://127.0.0.1:8000/v1}
   * @param key null where it wants none
   */
  public EmbeddedSettings openAi(URI base, @Nullable String key) {
    variables.put("OPENAI_BASE_URL", base.toString());
    variables.put("OPENAI_API_KEY", key == null ? "" : key);
    return this;
  }

  /**
   * A further provider that speaks OpenAI's wire.
   *
   * @param name 1 to 64 small letters, digits, - and _; what models name before the slash
   * @param key null where it wants none
   */
  public EmbeddedSettings provider(String name, URI base, @Nullable String key) {
    var own = new HashMap<String, Object>();
    own.put("type", "openai");
    own.put("base-url", base.toString());
    if (key != null) {
      var variable = "WINDLASS_EMBEDDED_KEY_" + name.toUpperCase(Locale.ROOT);
      variables.put(variable, key);
      own.put("api-key", "env:" + variable);
    }
    return set("windlass.providers." + name, own);
  }

  /**
   * The provider {@code openai} is simulated, whatever keys the environment holds: no real model is
   * asked, and nothing is paid.
   *
   * @param latency median time of an answer
   */
  public EmbeddedSettings simulated(Duration latency) {
    variables.put("OPENAI_API_KEY", "");
    variables.put("OPENAI_BASE_URL", "");
    return set("windlass.simulated.latency", latency.toNanos() / 1_000 + "us");
  }

  /**
   * A limit of the provider, as {@code --limit} of the command line takes it: {@code rpm=600,
   * tpm=90000} for every model of the default provider, {@code openai/gpt-x:rpm=500} for one.
   * Repeated ones add up.
   */
  public EmbeddedSettings limit(String limit) {
    limits.add(limit.replace(" ", ""));
    return this;
  }

  /**
   * @param calls in flight at most, from 1
   */
  public EmbeddedSettings pool(int calls) {
    return set("windlass.worker.pool", calls);
  }

  /** The model of chains that name none. */
  public EmbeddedSettings defaultModel(String model) {
    return set("windlass.default-model", model);
  }

  /**
   * Any setting of the reference, by its full path.
   *
   * @param value a text, number, boolean, list or map
   */
  public EmbeddedSettings set(String path, Object value) {
    said.put(path, value);
    return this;
  }

  /**
   * Starts the engine.
   *
   * @throws IllegalStateException where it cannot start: a setting makes no sense, another process
   *     works on the folder, the disk is full; the message says what to do
   */
  public Windlass start() {
    Path temporary = null;
    try {
      temporary = folder == null ? Folders.temporary() : null;
      var data = folder != null ? folder : temporary;
      if (data == null) {
        throw new IllegalStateException("there is no folder");
      }
      var node = EmbeddedNode.start(data, List.copyOf(limits), said, variables);
      try {
        endLeftOver(node.engine());
        return new Windlass(node, temporary);
      } catch (RuntimeException e) {
        node.close();
        throw e;
      }
    } catch (IOException | StartFailure | RuntimeException e) {
      discard(temporary, e);
      throw e instanceof RuntimeException known
          ? known
          : new IllegalStateException("Windlass cannot start: " + e.getMessage(), e);
    }
  }

  private static void discard(@Nullable Path temporary, Exception because) {
    if (temporary != null) {
      try {
        Folders.delete(temporary);
      } catch (IOException e) {
        because.addSuppressed(e);
      }
    }
  }

  /** A crash may have left work that nobody can ask for again: it must not go on costing money. */
  private static void endLeftOver(Engine engine) {
    try {
      for (var id : within(engine.jobs().active(Work.TENANT))) {
        if (within(engine.jobs().get(Work.TENANT, id)) instanceof Reply.Ok<JobView>(var job)
            && job.labels().entrySet().containsAll(Work.ONCE.entrySet())) {
          engine.jobs().cancel(Work.TENANT, id, true);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "Windlass cannot start: its journal does not answer. Is the disk full, or very busy?", e);
    }
  }

  private static <T> T within(java.util.concurrent.CompletionStage<T> stage)
      throws InterruptedException, ExecutionException, TimeoutException {
    return stage.toCompletableFuture().get(START.toMillis(), TimeUnit.MILLISECONDS);
  }
}
