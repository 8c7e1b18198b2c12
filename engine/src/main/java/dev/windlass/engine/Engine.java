package dev.windlass.engine;

/**
 * The front door: what a program, or the HTTP API, can ask of the engine. Every method may be
 * called from any thread; stages complete on the engine's threads, so a caller hops to its own for
 * work that takes long.
 */
public interface Engine extends AutoCloseable {
  Chains chains();

  Collections collections();

  Jobs jobs();

  Runs runs();

  ResultsDoor results();

  /** Stops taking new work, lets calls in flight end and be stored, then stops. */
  @Override
  void close();
}
