package dev.windlass.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PresenceTest {
  @Test
  @SuppressWarnings("try") // a node that leaves closes what it holds
  void onlyANodeThatFindsNoOtherMayBegin() throws Exception {
    var reason = TemporaryPostgres.whyNot();
    if (reason != null) {
      System.out.println("skipped: presence on PostgreSQL, because " + reason);
    }
    Assumptions.assumeTrue(reason == null, reason);
    try (var postgres = TemporaryPostgres.start();
        var journals = Journals.open(postgres.config().withFallback(ConfigFactory.load()))) {
      var first = journals.presence().orElseThrow();
      var second = journals.presence().orElseThrow();
      var third = journals.presence().orElseThrow();
      assertThat(first.alone()).isTrue();
      assertThat(second.alone()).isFalse();

      second.present(); // it has joined the first
      first.close();
      assertThat(third.alone()).as("the second goes on").isFalse();

      second.close();
      assertThat(third.alone()).isTrue();
      assertThat(third.alone()).as("asked again").isTrue();
      third.close();
    }
  }
}
