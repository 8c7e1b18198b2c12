package dev.windlass.engine.journal.embedded;

import dev.windlass.engine.protocol.Ids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * The installation's secret in its data folder, readable by its owner alone. Ids are made with it:
 * without it nothing that was handed out is found again, so it belongs into every backup.
 */
final class SecretFile {
  static final String NAME = "secret";

  private static final int BYTES = 32;

  private SecretFile() {}

  /** What is there, or a new one that is there from then on. Called under the folder's lock. */
  static byte[] in(Path folder) throws IOException {
    var file = folder.resolve(NAME);
    if (Files.exists(file)) {
      return read(file);
    }
    var secret = Ids.newSecret();
    var fresh = folder.resolve("secret.new");
    Files.deleteIfExists(fresh);
    try (var channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OwnerOnly.file())) {
      var bytes = ByteBuffer.wrap(secret);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return secret;
  }

  private static byte[] read(Path file) throws IOException {
    var secret = Files.readAllBytes(file);
    if (secret.length != BYTES) {
      throw new IOException(
          file
              + " has "
              + secret.length
              + " bytes and should have "
              + BYTES
              + ": put it back from a backup; without it no id that was handed out is known");
    }
    return secret;
  }
}
