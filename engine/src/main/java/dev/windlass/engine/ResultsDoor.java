package dev.windlass.engine;

import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.RunView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Results of jobs, read back from the journal in either order. */
public interface ResultsDoor {
  enum Order {
    INPUT,
    COMPLETION
  }

  /**
   * @param cursor start behind it, or null for the beginning
   * @param status only these, or null for any terminal status
   * @param gaps in input order: mark lines that have not ended and go on, instead of waiting
   * @param patience how long to wait for a further row before {@link More}
   * @param steps whether rows carry every step and call
   */
  record Query(
      String tenant,
      String job,
      Order order,
      @Nullable String cursor,
      @Nullable RunStatus status,
      boolean gaps,
      Duration patience,
      boolean steps) {}

  sealed interface Item {
    /** The position after this item. */
    String cursor();
  }

  record Row(String cursor, RunView run) implements Item {}

  /** A line that has not ended, where {@code gaps} was asked for. */
  record Gap(String cursor, long line, String lineId, RunStatus status) implements Item {}

  /** The wait was over; more will come behind this cursor. */
  record More(String cursor) implements Item {}

  /** Every result is out. */
  record End(String cursor) implements Item {}

  /** Items in chunks, as the journal gives them; the last item is End or More. */
  CompletionStage<Reply<Source<List<Item>, NotUsed>>> read(Query query);

  CompletionStage<Reply<RunView>> one(String tenant, String job, String lineId);

  record FailureGroup(
      String kind, long lines, boolean retryable, String exampleLineId, String exampleMessage) {}

  CompletionStage<Reply<List<FailureGroup>>> failures(String tenant, String job);
}
