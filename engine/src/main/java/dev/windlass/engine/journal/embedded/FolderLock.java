package dev.windlass.engine.journal.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other processes off a data folder for as long as this one lives. The file tells who holds
 * it: a line with the process id, and one with its URL once it listens. What is locked is one byte
 * far behind that text, because on some systems a locked byte cannot be read by others.
 */
final class FolderLock implements AutoCloseable {
  private static final long LOCKED_BYTE = 1L << 40;
  private static final String FILE = "lock";

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws FolderLocked when another process, or another part of this one, holds it
   */
  static FolderLock take(Path folder) throws IOException {
    var file = folder.resolve(FILE);
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock(LOCKED_BYTE, 1, false) != null) {
        var lock = new FolderLock(channel);
        lock.write(null);
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // held within this process: the same as held by another
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw heldBy(folder, file);
  }

  private static FolderLocked heldBy(Path folder, Path file) throws IOException {
    var lines = Files.readString(file).lines().toList();
    long pid = 0;
    if (!lines.isEmpty() && lines.getFirst().chars().allMatch(Character::isDigit)) {
      pid = Long.parseLong(lines.getFirst());
    }
    return new FolderLocked(folder, pid, lines.size() > 1 ? lines.get(1) : null);
  }

  /** Tells others where this process can be spoken to. */
  void write(@Nullable String url) throws IOException {
    var text = ProcessHandle.current().pid() + "\n" + (url == null ? "" : url + "\n");
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    channel.truncate(0);
    for (long at = 0; bytes.hasRemaining(); ) {
      at += channel.write(bytes, at);
    }
  }

  @Override
  public void close() throws IOException {
    channel.truncate(0);
    channel.close();
  }
}
