package dev.windlass.deploy.server;

import dev.windlass.engine.journal.Presence;

/** A node that holds no entities: it joins clusters and begins none, and is in nobody's way. */
final class Guest implements Presence {
  @Override
  public void present() {}

  @Override
  public boolean alone() {
    return false;
  }

  @Override
  public void close() {}
}
