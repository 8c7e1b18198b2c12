package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.engine.journal.Journals;
import dev.windlass.engine.journal.Presence;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of a node, open. A data folder is locked by whoever works on it, and a cluster knows
 * its nodes; a node without a cluster on a database must find nobody at work there and be seen
 * itself from then on, or two that know nothing of each other would hold the same jobs.
 */
final class HeldJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeldJournal.class);
  private static final int CONFLICT = 7;
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Journals journals;
  private final @Nullable Presence presence;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("windlass-presence").daemon().factory());
  private boolean failing;

  private HeldJournal(Journals journals, @Nullable Presence presence) {
    this.journals = journals;
    this.presence = presence;
    if (presence != null) {
      long again = AGAIN.toMillis();
      thread.scheduleWithFixedDelay(
          () -> stayPresent(presence), again, again, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * @param alone whether this node is in no cluster
   * @throws StartFailure where it is alone and another node is at work on the database
   * @throws IOException as {@link Journals#open}
   */
  static HeldJournal open(Config config, boolean alone)
      throws IOException, StartFailure, InterruptedException {
    var journals = Journals.open(config);
    var presence = alone ? journals.presence().orElse(null) : null;
    try {
      if (presence != null) {
        claim(presence, config.getDuration("windlass.journal.postgres.alone-within"));
      }
      return new HeldJournal(journals, presence);
    } catch (IOException | StartFailure | RuntimeException | InterruptedException e) {
      if (presence != null) {
        presence.close();
      }
      journals.close();
      throw e;
    }
  }

  /** Waits a little: the database may not know yet that the node of before has ended. */
  private static void claim(Presence presence, Duration patience)
      throws IOException, StartFailure, InterruptedException {
    long begun = System.nanoTime();
    boolean said = false;
    while (!presence.alone()) {
      if (System.nanoTime() - begun >= patience.toNanos()) {
        throw new StartFailure(
            CONFLICT,
            "another node is at work on this database. Stop it, give this one a database of its"
                + " own (windlass.journal.postgres.url), or let both be one engine with --cluster"
                + " and --seeds.");
      }
      if (!said) {
        LOG.info("another node is at work on this database; waiting for it to end");
        said = true;
      }
      TimeUnit.MILLISECONDS.sleep(AGAIN.toMillis());
    }
  }

  private void stayPresent(Presence own) {
    try {
      own.present();
      failing = false;
    } catch (IOException | RuntimeException e) {
      if (!failing) {
        LOG.debug("the database was not told that this node is at work: {}", e.toString());
        failing = true;
      }
    }
  }

  Journals journals() {
    return journals;
  }

  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    try {
      if (thread.awaitTermination(AGAIN.toMillis(), TimeUnit.MILLISECONDS) && presence != null) {
        presence.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    journals.close();
  }
}
