package dev.windlass.engine.protocol;

import com.fasterxml.jackson.databind.JsonNode;

/** Something that happened to a run, for those who watch it; see {@code Runs.events}. */
public sealed interface RunEvent {
  /** Where it stands; the first event. */
  record Snapshot(RunView run) implements RunEvent {}

  /**
   * More of an answer that is being written.
   *
   * @param attempt counts the requests for this answer, from 1
   * @param offset of the text in the answer, in characters
   * @param skipped characters before it that the reader was too slow for, or that were lost
   * @param whole whether the answer ends with it
   */
  record Tokens(
      String path, int ask, int attempt, int offset, int skipped, String text, boolean whole)
      implements RunEvent {}

  /**
   * The answer is written anew: what was told of this step's answer is worth nothing any more.
   *
   * @param reason retry (the same question again), again (asked once more, since the answer did not
   *     fit, or had tools called) or retake (the run was taken up again)
   */
  record Restarted(String path, int ask, int attempt, String reason) implements RunEvent {}

  /**
   * The object or list in the answer as far as it has come; not checked against its schema.
   *
   * @param whole whether the answer has ended
   */
  record Partial(String path, int ask, JsonNode value, boolean whole) implements RunEvent {}

  /**
   * One more item of a list is whole; not checked against its schema.
   *
   * @param index from 0
   */
  record Item(String path, int ask, int index, JsonNode value) implements RunEvent {}

  /** The run has ended; nothing more will come. */
  record End(RunView run) implements RunEvent {}
}
