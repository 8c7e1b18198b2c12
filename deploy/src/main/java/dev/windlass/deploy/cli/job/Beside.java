package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.chain.SubChains;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chains in the folder of a chain's file: {@code summarise} is {@code summarise.yaml} there.
 */
record Beside(Path file) implements SubChains {
  private static final long MOST_BYTES = 8L << 20;

  @Override
  public @Nullable JsonNode find(String reference) {
    for (var ending : List.of(".yaml", ".yml", ".json")) {
      var other = file.resolveSibling(reference + ending);
      try {
        if (Files.isRegularFile(other) && Files.size(other) <= MOST_BYTES) {
          return ChainReader.written(Files.readString(other), other.getFileName().toString());
        }
      } catch (IOException unreadable) {
        return null;
      }
    }
    return null;
  }
}
