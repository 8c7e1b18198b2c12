package dev.windlass.engine.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedJournalTest extends JournalContract {
  @TempDir private static Path folder;

  @Override
  Config emptyJournal() {
    return ConfigFactory.parseMap(
        Map.of("windlass.journal.kind", "embedded", "windlass.data", folder.toString()));
  }
}
