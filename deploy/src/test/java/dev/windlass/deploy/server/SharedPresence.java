package dev.windlass.deploy.server;

import dev.windlass.engine.journal.Presence;
import java.util.HashSet;
import java.util.Set;

/** What a database would know of the nodes on it, for nodes in one process. */
final class SharedPresence {
  private final Set<Presence> present = new HashSet<>();

  Presence ofOneNode() {
    return new Presence() {
      @Override
      public void present() {
        synchronized (present) {
          present.add(this);
        }
      }

      @Override
      public boolean alone() {
        synchronized (present) {
          return (present.isEmpty() || present.equals(Set.of(this)))
              && (present.add(this) || present.contains(this));
        }
      }

      @Override
      public void close() {
        synchronized (present) {
          present.remove(this);
        }
      }
    };
  }
}
