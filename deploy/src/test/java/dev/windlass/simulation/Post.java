package dev.windlass.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;

/** Addresses of one process: what was told to them is fetched after each step of the world. */
public final class Post {
  private final class Box<T> {
    final TestInbox<T> inbox = TestInbox.create();
    final Consumer<T> reader;
    final boolean once;

    Box(Consumer<T> reader, boolean once) {
      this.reader = reader;
      this.once = once;
    }

    /** False when it is not needed any more. */
    boolean fetch() {
      if (!inbox.hasMessages()) {
        return true;
      }
      for (T message : inbox.getAllReceived()) {
        way.send(this, () -> reader.accept(message));
      }
      return !once;
    }
  }

  /** How a message travels; those from one box keep their order. */
  public interface Way {
    void send(Object from, Runnable arrives);
  }

  private final Way way;
  private final List<Box<?>> boxes = new ArrayList<>();

  Post(Way way) {
    this.way = way;
  }

  public <T> ActorRef<T> address(Consumer<T> reader) {
    return box(new Box<>(reader, false));
  }

  /** For one reply. */
  public <T> ActorRef<T> reply(Consumer<T> reader) {
    return box(new Box<>(reader, true));
  }

  private <T> ActorRef<T> box(Box<T> box) {
    boxes.add(box);
    return box.inbox.getRef();
  }

  void fetch() {
    boxes.removeIf(box -> !box.fetch());
  }
}
