package dev.windlass.workers.limits;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The memory of limits as one small JSON file, written anew beside itself, synced, and renamed. For
 * one process at a time: whoever opens it holds the lock on its folder. Thread-safe.
 *
 * <p>Shape: {@code {"limits": {"openai": {"gpt-x": {"at": time, "rpd": left}}}, "changes":
 * {"openai": {"*": {"rpm": 3000, "tpm": null}}}}}.
 */
public final class LimitFile implements LimitMemory {
  private final Path file;
  private final ObjectNode kept;

  /** Opens the file; a missing one is empty, one that cannot be read is an error that names it. */
  public LimitFile(Path file) {
    this.file = file;
    try {
      var read = Files.exists(file) ? Json.read(Files.readString(file)) : Json.object();
      if (!(read instanceof ObjectNode object)) {
        throw new IOException("not a JSON object");
      }
      this.kept = object;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the file of limits " + file + " cannot be read; move it away to start without it", e);
    }
  }

  @Override
  public synchronized Kept recall(LimitId limit) {
    var node = kept.path("limits").path(limit.provider()).path(limit.model());
    if (node.isMissingNode()) {
      return Kept.NOTHING;
    }
    var levels = new EnumMap<LimitKey, Double>(LimitKey.class);
    figures(node)
        .forEach((key, level) -> {
          if (level != null) {
            levels.put(key, level);
          }
        });
    return new Kept(true, levels, Instant.parse(node.path("at").asText(Instant.EPOCH.toString())));
  }

  @Override
  public synchronized void willLend(LimitId limit) {
    if (kept.path("limits").path(limit.provider()).path(limit.model()).isMissingNode()) {
      kept.withObjectProperty("limits")
          .withObjectProperty(limit.provider())
          .withObjectProperty(limit.model());
      write();
    }
  }

  @Override
  public synchronized void keepLevels(LimitId limit, Map<LimitKey, Double> dayLevels, Instant at) {
    var node =
        kept.withObjectProperty("limits")
            .withObjectProperty(limit.provider())
            .withObjectProperty(limit.model());
    node.put("at", at.toString());
    dayLevels.forEach((key, level) -> node.put(key.wireName(), level));
    write();
  }

  @Override
  public synchronized Map<String, Map<String, Map<LimitKey, @Nullable Double>>> changes() {
    var all = new HashMap<String, Map<String, Map<LimitKey, @Nullable Double>>>();
    for (var provider : kept.path("changes").properties()) {
      var models = new HashMap<String, Map<LimitKey, @Nullable Double>>();
      for (var model : provider.getValue().properties()) {
        models.put(model.getKey(), figures(model.getValue()));
      }
      all.put(provider.getKey(), models);
    }
    return all;
  }

  @Override
  public synchronized void keepChange(
      String provider, String model, Map<LimitKey, @Nullable Double> figures) {
    var node = Json.object();
    figures.forEach((key, figure) -> node.put(key.wireName(), figure));
    kept.withObjectProperty("changes").withObjectProperty(provider).set(model, node);
    write();
  }

  private static Map<LimitKey, @Nullable Double> figures(JsonNode node) {
    var figures = new EnumMap<LimitKey, @Nullable Double>(LimitKey.class);
    for (var field : node.properties()) {
      var value = field.getValue();
      LimitKey.ofWireName(field.getKey())
          .ifPresent(key -> figures.put(key, value.isNumber() ? value.doubleValue() : null));
    }
    return figures;
  }

  private void write() {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    try (var channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(Json.write(kept).getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException("the file of limits " + file + " cannot be written", e);
    }
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("the file of limits " + file + " cannot be replaced", e);
    }
  }
}
