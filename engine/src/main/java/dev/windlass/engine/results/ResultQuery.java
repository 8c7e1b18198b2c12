package dev.windlass.engine.results;

import dev.windlass.engine.protocol.RunStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which results of a job are wanted, and from where on.
 *
 * @param cursor start behind it, or null for the beginning
 * @param status only these, or null for any terminal status
 * @param gaps in input order: mark lines that have not ended and go on, instead of waiting
 * @param patience how long to wait for a further row before {@link ResultItem.More}
 * @param steps whether rows carry every step and call
 */
public record ResultQuery(
    String tenant,
    String job,
    Order order,
    @Nullable String cursor,
    @Nullable RunStatus status,
    boolean gaps,
    Duration patience,
    boolean steps) {

  /** By the number of the line, or as the lines ended. */
  public enum Order {
    INPUT,
    COMPLETION
  }
}
