package dev.windlass.engine.journal;

import com.typesafe.config.Config;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;

class PostgresJournalTest extends JournalContract {
  private @Nullable TemporaryPostgres postgres;

  @Override
  Config emptyJournal() throws Exception {
    var reason = TemporaryPostgres.whyNot();
    if (reason != null) {
      System.out.println("skipped: the journal contract on PostgreSQL, because " + reason);
    }
    Assumptions.assumeTrue(reason == null, reason);
    var started = TemporaryPostgres.start();
    postgres = started;
    return started.config();
  }

  @AfterAll
  void stop() throws Exception {
    if (postgres != null) {
      close(); // JUnit promises no order between this and the contract's own
      postgres.close();
    }
  }
}
