package dev.windlass.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Journaled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;

/**
 * Sample files of every event ever written, in the bytes that the journal stores. Call {@link
 * #holds} from a test with an example; {@code -Dwindlass.samples=write} keeps the bytes of an
 * example that has no file yet. A file that exists is never written again.
 */
public final class JournalSamples {
  static final Path FOLDER = Path.of("src/test/resources/journal-samples");

  private JournalSamples() {}

  /** The sample of that name reads as this example, and the example can be written and read. */
  public static void holds(String name, Journaled example) {
    withSerializer(
        ConfigFactory.load(),
        serializer -> {
          assertThat(read(serializer, name, serializer.toBinary(example)))
              .as("%s, written and read", name)
              .isEqualTo(example);
          var file = FOLDER.resolve(name + ".json");
          if (!Files.exists(file)) {
            if (!"write".equals(System.getProperty("windlass.samples"))) {
              fail("%s has no sample yet: run this test with -Dwindlass.samples=write", name);
            }
            assertThat(serializer.manifest(example)).isEqualTo(name);
            Files.write(file, serializer.toBinary(example));
          }
          assertThat(read(serializer, name, Files.readAllBytes(file)))
              .as("the sample %s", file)
              .isEqualTo(example);
        });
  }

  static Object read(JournalSerializer serializer, String name, byte[] bytes) throws IOException {
    return serializer.fromBinary(bytes, name);
  }

  interface Use {
    void with(JournalSerializer serializer) throws IOException;
  }

  static void withSerializer(Config config, Use use) {
    var system = ActorSystem.create("samples", config);
    try {
      use.with(new JournalSerializer((ExtendedActorSystem) system));
    } catch (IOException e) {
      throw new AssertionError(e.getMessage(), e);
    } finally {
      system.terminate();
    }
  }
}
