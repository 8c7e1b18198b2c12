package dev.windlass.engine.journal.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Room set aside for the day when the disk is full: given up then, so that what is under way can
 * still be written and the engine can stop cleanly; set aside again as soon as there is room, which
 * is how the end of the shortage is noticed. Used by the writer's thread alone.
 */
final class Reserve {
  private static final int CHUNK = 64 * 1024;

  private final Path file;
  private final long bytes;

  /**
   * @param bytes to set aside; 0 keeps no reserve, and then the end of a shortage is noticed by
   *     writing one chunk
   */
  Reserve(Path folder, long bytes) {
    this.file = folder.resolve("reserve");
    this.bytes = bytes;
  }

  /** Whether there was something to give up. */
  boolean giveUp() {
    try {
      return Files.deleteIfExists(file) && bytes > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the reserve stands, written out and not merely promised. */
  boolean restore() {
    try {
      if (bytes > 0 && Files.exists(file) && Files.size(file) >= bytes) {
        return true;
      }
      write(Math.max(bytes, CHUNK));
      if (bytes == 0) {
        Files.delete(file);
      }
      return true;
    } catch (IOException e) {
      giveUp();
      return false;
    }
  }

  private void write(long wanted) throws IOException {
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      // bytes that a file system cannot leave out or press together
      var noise = new byte[CHUNK];
      new java.util.Random(wanted).nextBytes(noise);
      for (long left = wanted; left > 0; ) {
        var chunk = ByteBuffer.wrap(noise, 0, (int) Math.min(CHUNK, left));
        while (chunk.hasRemaining()) {
          left -= channel.write(chunk);
        }
      }
      channel.force(true);
    }
  }
}
