package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Journaled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every event of limits that was ever written is read by every build. A new one gets its sample by
 * {@code -Dwindlass.samples=write}; a file that exists is never written again.
 */
class LimitsSamplesTest {
  private static final Path FOLDER = Path.of("src/test/resources/journal-samples");
  private static final Instant AT = Instant.ofEpochMilli(1_900_000_000_123L);
  private static final LimitId LIMIT = new LimitId("openai", "gpt-x", 1);
  private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load());

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  static Stream<Arguments> samples() {
    var changed =
        new LimitsEvent.Changed("gpt-x", Map.of(LimitKey.RPM, 3000.0), Set.of(LimitKey.TPM), AT);
    return Stream.of(
        Arguments.of("limits.began.1", new LimitsEvent.Began(7, AT)),
        Arguments.of("limits.changed.1", changed),
        Arguments.of("limits.reset.1", new LimitsEvent.Reset("gpt-x", AT)),
        Arguments.of(
            "limits.learned.1",
            new LimitsEvent.Learned(
                LIMIT, Map.of(LimitKey.RPM, 500.0), Map.of(LimitKey.CONCURRENCY, 64.0), AT)),
        Arguments.of("limits.will-lend.1", new LimitsEvent.WillLend(LIMIT, AT)),
        Arguments.of(
            "limits.day-levels.1",
            new LimitsEvent.DayLevels(LIMIT, Map.of(LimitKey.RPD, 17.5), AT)),
        Arguments.of(
            "limits.snapshot.1",
            new LimitsEvent.Snapshot(
                7,
                List.of(changed),
                List.of(
                    new LimitsEvent.OfLimit(
                        LIMIT,
                        true,
                        Map.of(LimitKey.RPM, 500.0),
                        Map.of(),
                        Map.of(LimitKey.RPD, 17.5),
                        AT)))));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyEventOfLimitsCanBeReadAgain(String name, Journaled example) throws IOException {
    var all = SerializationExtension.get(Adapter.toClassic(KIT.system()));
    var serializer = (SerializerWithStringManifest) all.serializerFor(example.getClass());
    assertThat(serializer.manifest(example)).isEqualTo(name);
    assertThat(serializer.fromBinary(serializer.toBinary(example), name)).isEqualTo(example);
    var file = FOLDER.resolve(name + ".json");
    if (!Files.exists(file)) {
      if (!"write".equals(System.getProperty("windlass.samples"))) {
        fail("%s has no sample yet: run this test with -Dwindlass.samples=write", name);
      }
      Files.write(file, serializer.toBinary(example));
    }
    assertThat(serializer.fromBinary(Files.readAllBytes(file), name)).isEqualTo(example);
  }

  @Test
  void everyEventThatMayBeWrittenHasASample() {
    var listed = new TreeSet<String>();
    for (var name :
        ConfigFactory.load().getObject("windlass.journal.events").unwrapped().keySet()) {
      if (name.startsWith("limits.")) {
        listed.add(name);
      }
    }
    assertThat(samples().map(each -> (String) each.get()[0]).toList())
        .containsExactlyInAnyOrderElementsOf(listed);
  }
}
