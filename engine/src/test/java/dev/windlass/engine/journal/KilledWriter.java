package dev.windlass.engine.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.JournalProtocol;

/** A process that writes without end and says what was acknowledged, until it is killed. */
final class KilledWriter {
  private static final int STREAMS = 32;

  private KilledWriter() {}

  /** Each stream writes its next event when the last one is acknowledged. */
  private static final class Scribe extends AbstractActor {
    private final JournalClient client;
    private final String stream;

    Scribe(JournalClient client, String stream) {
      this.client = client;
      this.stream = stream;
    }

    @Override
    public void preStart() {
      write(1);
    }

    private void write(long number) {
      client.tell(stream, number, JournalClient.notes("event " + number), self());
    }

    @Override
    public Receive createReceive() {
      return receiveBuilder()
          .match(JournalProtocol.WriteMessageSuccess.class, this::acknowledged)
          .matchAny(other -> {})
          .build();
    }

    private void acknowledged(JournalProtocol.WriteMessageSuccess ack) {
      long number = ack.persistent().sequenceNr();
      System.out.println("ack " + stream + " " + number);
      System.out.flush();
      write(number + 1);
    }
  }

  /** The child: the first argument is a file with the configuration. */
  public static void main(String[] args) throws IOException {
    var client = JournalClient.open(ConfigFactory.parseFile(Path.of(args[0]).toFile()));
    for (int i = 0; i < STREAMS; i++) {
      var stream = "killed-" + i;
      client.system().actorOf(Props.create(Scribe.class, () -> new Scribe(client, stream)));
    }
  }

  /** What this process runs on, whoever started it. */
  private static String classPath() {
    var all = new ArrayList<String>();
    if (KilledWriter.class.getClassLoader() instanceof URLClassLoader loader) {
      for (var url : loader.getURLs()) {
        all.add(url.getPath());
      }
    }
    all.add(System.getProperty("java.class.path"));
    return String.join(File.pathSeparator, all);
  }

  /**
   * Starts the child, kills it with SIGKILL after so many acknowledgements.
   *
   * @param highest gets the last number acknowledged of each stream
   * @return how many were acknowledged
   */
  static int runAndKill(Config config, int acks, Map<String, Long> highest) throws Exception {
    var file = Files.createTempFile("killed-writer", ".conf");
    Files.writeString(file, config.root().render(ConfigRenderOptions.concise()));
    var child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
                    "-cp",
                    classPath(),
                    KilledWriter.class.getName(),
                    file.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int seen = 0;
    try (var out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = out.readLine(); line != null; line = out.readLine()) {
        var words = line.split(" ", -1);
        if (words.length == 3 && words[0].equals("ack") && !words[2].isEmpty()) {
          highest.merge(words[1], Long.parseLong(words[2]), Math::max);
          seen++;
        }
        if (seen == acks) {
          child.toHandle().destroyForcibly(); // SIGKILL; what it said before is still read
        }
      }
    } finally {
      child.destroyForcibly();
      child.waitFor(10, TimeUnit.SECONDS);
      Files.deleteIfExists(file);
    }
    return seen;
  }
}
