package dev.windlass.engine.journal;

import java.io.IOException;

/**
 * Which nodes are at work on a journal that several may share: so that a node which finds no other
 * can tell whether it is the first or only cut off. A node whose process ends is present no more.
 * Not thread-safe; calls may wait for the database.
 */
public interface Presence extends AutoCloseable {
  /**
   * This node is one of those at work; to be said again every few seconds, for the database may
   * have forgotten it.
   *
   * @throws IOException when the database does not answer
   */
  void present() throws IOException;

  /**
   * This node is the only one at work from now on, if no other is present. Of several that ask at
   * once one is told so.
   *
   * @throws IOException when the database does not answer
   */
  boolean alone() throws IOException;

  /** It is present no more. */
  @Override
  void close();
}
