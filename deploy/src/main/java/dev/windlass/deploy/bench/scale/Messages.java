package dev.windlass.deploy.bench.scale;

import dev.windlass.deploy.bench.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a node sends to other nodes, as Pekko tells the Flight Recorder of its JVM: an event a
 * message, with its size.
 *
 * @param count messages, with heartbeats and all that the cluster itself says
 * @param bytes of their frames
 */
record Messages(long count, long bytes) {
  private static final String SENT = "org.apache.pekko.remote.artery.jfr.TcpOutboundSent";
  private static final String NAME = "messages";
  private static final long COMMAND_SECONDS = 60;

  /** Counts for so long; the node must run on the JVM of this program, or one like it. */
  static Messages sentBy(Child node, Path folder, double seconds)
      throws IOException, InterruptedException {
    var file = folder.resolve("messages-" + node.pid() + ".jfr");
    jcmd(node, folder, "JFR.start", "name=" + NAME, "settings=none", "+" + SENT + "#enabled=true");
    TimeUnit.MILLISECONDS.sleep((long) (1_000 * seconds));
    jcmd(node, folder, "JFR.stop", "name=" + NAME, "filename=" + file);
    long count = 0;
    long bytes = 0;
    try (var recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        var event = recording.readEvent();
        if (event.getEventType().getName().equals(SENT)) {
          count++;
          bytes += event.getInt("size");
        }
      }
    }
    Files.delete(file);
    return new Messages(count, bytes);
  }

  private static void jcmd(Child node, Path folder, String... words)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                "" + node.pid()));
    command.addAll(List.of(words));
    try (var child = Child.start(command, Map.of(), folder.resolve("jcmd.log"))) {
      if (child.endsWithin(TimeUnit.SECONDS.toMillis(COMMAND_SECONDS)) != 0) {
        throw new IOException(command + ": " + child.printed());
      }
    }
  }
}
