package dev.windlass.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class JournalSamplesTest {

  @Test
  void everyEventThatTheJournalMayHoldHasASampleAndNoSampleIsForgotten() throws IOException {
    var listed =
        new TreeSet<>(
            ConfigFactory.load().getObject("windlass.journal.events").unwrapped().keySet());

    assertThat(samples()).containsExactlyElementsOf(listed);
  }

  @Test
  void everySampleEverWrittenIsReadAndComesBackTheSame() throws IOException {
    var names = samples();
    JournalSamples.withSerializer(
        ConfigFactory.load(),
        serializer -> {
          for (var name : names) {
            var bytes = Files.readAllBytes(JournalSamples.FOLDER.resolve(name + ".json"));
            var event = JournalSamples.read(serializer, name, bytes);

            var again =
                JournalSamples.read(
                    serializer, serializer.manifest(event), serializer.toBinary(event));

            assertThat(again).as(name).isEqualTo(event);
          }
        });
  }

  private static Iterable<String> samples() throws IOException {
    if (!Files.isDirectory(JournalSamples.FOLDER)) {
      return new ArrayList<>();
    }
    try (var files = Files.list(JournalSamples.FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    }
  }
}
