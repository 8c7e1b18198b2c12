package dev.windlass.workers.collections;

import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes of this node, at most so many: one that was not asked for longest gives way and is
 * built anew when it is asked for. Thread-safe; its methods wait, so they are for threads that may.
 */
final class Indexes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Indexes.class);
  private static final long LONGEST_WAIT_SECONDS = 30;

  /** What is known of one collection; in use while somebody searches it. */
  private static final class Slot {
    final ReentrantLock building = new ReentrantLock();
    @Nullable CollectionIndex index;
    int users;
    boolean dropped;
  }

  /** Why there is no answer. */
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;

    Unavailable(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  private final Owner owner;
  private final IndexSettings settings;
  private final LinkedHashMap<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  Indexes(Owner owner, IndexSettings settings) {
    this.owner = owner;
    this.settings = settings;
  }

  /** How the collection stands; a refusal where there is none. */
  Reply<Collecting.View> describe(String entity) throws Unavailable, InterruptedException {
    return await(owner.describe(entity));
  }

  /** What is done with an index. */
  interface Use<T> {
    T of(CollectionIndex index) throws IOException;
  }

  /**
   * @param wanted what the index must know at least, as its owner described it
   */
  <T> T with(String entity, Collecting.View wanted, Use<T> use)
      throws Unavailable, InterruptedException {
    var slot = take(entity);
    try {
      return use.of(upToDate(slot, entity, wanted));
    } catch (IOException e) {
      throw new Unavailable("the index of the collection could not be used: " + e, e);
    } finally {
      giveBack(slot);
    }
  }

  private CollectionIndex upToDate(Slot slot, String entity, Collecting.View wanted)
      throws IOException, Unavailable, InterruptedException {
    var index = slot.index;
    if (index != null && index.version() >= wanted.version()) {
      return index;
    }
    slot.building.lockInterruptibly();
    try {
      index = slot.index;
      if (index == null) {
        boolean small = wanted.chars() <= settings.inMemory();
        var folder = small ? null : Files.createTempDirectory("windlass-index");
        index = new CollectionIndex(folder, settings.bufferMegabytes());
        slot.index = index;
      }
      while (index.version() < wanted.version()) {
        var some = changes(entity, index.version());
        try {
          index.apply(some);
        } catch (IOException | RuntimeException halfway) {
          slot.index = null; // the next search begins it anew
          index.close();
          throw halfway;
        }
      }
      return index;
    } finally {
      slot.building.unlock();
    }
  }

  private List<Collecting.Change> changes(String entity, long after)
      throws Unavailable, InterruptedException {
    return switch (await(owner.read(entity, after))) {
      case Reply.Ok<Collecting.Changes>(var some) -> {
        if (some.changes().isEmpty()) {
          throw new Unavailable(
              "the journal shows nothing of the collection after version " + after, null);
        }
        yield some.changes();
      }
      case Reply.Refused<Collecting.Changes>(var why) -> throw new Unavailable(why.detail(), null);
    };
  }

  private synchronized Slot take(String entity) throws Unavailable {
    if (closed) {
      throw new Unavailable("this node is stopping", null);
    }
    var slot = slots.computeIfAbsent(entity, e -> new Slot());
    slot.users++;
    if (slots.size() > settings.mostOpen()) {
      var eldest = slots.firstEntry();
      slots.remove(eldest.getKey());
      drop(eldest.getValue());
    }
    return slot;
  }

  private synchronized void giveBack(Slot slot) {
    slot.users--;
    if (slot.dropped) {
      drop(slot);
    }
  }

  /** Closed when nobody uses it. */
  private static void drop(Slot slot) {
    slot.dropped = true;
    var index = slot.index;
    if (slot.users == 0 && index != null) {
      slot.index = null;
      try {
        index.close();
      } catch (IOException e) {
        LOG.warn("an index was not closed", e);
      }
    }
  }

  private static <T> T await(CompletionStage<T> stage) throws Unavailable, InterruptedException {
    try {
      return stage.toCompletableFuture().get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new Unavailable("the owner of the collection does not answer", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    slots.values().forEach(Indexes::drop);
    slots.clear();
  }
}
