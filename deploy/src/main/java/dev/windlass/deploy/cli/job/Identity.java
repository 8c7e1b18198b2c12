package dev.windlass.deploy.cli.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What makes it the same job when a command is given again: input, chain, name, model and the
 * provider's address. Where the rows go, in which order, and how fast it may run do not count.
 *
 * @param digest 32 hex digits over these parts
 */
public record Identity(String digest) {
  public static Identity of(
      String inputDigest,
      String chainDigest,
      @Nullable String name,
      @Nullable String model,
      @Nullable String providerUrl) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      for (var part :
          List.of(inputDigest, chainDigest, orEmpty(name), orEmpty(model), orEmpty(providerUrl))) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        // with its length, so that no two lists of parts read the same
        sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        sha.update(bytes);
      }
      return new Identity(HexFormat.of().formatHex(sha.digest(), 0, 16));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** The Idempotency-Key of the job. */
  public String key() {
    return "windlass-" + digest;
  }

  /** The key of a fresh job that nobody can meet by repeating the command. */
  public String freshKey() {
    return key() + "-" + UUID.randomUUID();
  }

  /**
   * The key in a data folder, where {@code --new} is remembered: what it made is what the same
   * command without it goes on with.
   */
  public String keyIn(Path data, boolean fresh) throws IOException {
    var note = data.resolve("fresh").resolve(digest);
    if (fresh) {
      Files.createDirectories(note.getParent());
      Files.writeString(note, freshKey());
    }
    return Files.exists(note) ? Files.readString(note) : key();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
