package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * Makes one call at a time and tells its pool how it ended, exactly once for each call.
 *
 * <p>Its mailbox is bounded; the pool sends the next call only after the last has ended, so that it
 * never holds more than one call, its end, and a word to cut it.
 */
final class ModelWorker extends AbstractBehavior<ModelWorker.Message> {
  sealed interface Message {}

  /**
   * Makes a call.
   *
   * @param number counts this worker's calls
   */
  record Call(long number, ModelProvider.Request request) implements Message {}

  /** Cuts the call of that number if it is still on the wire; its end is what the provider says. */
  record Abort(long number) implements Message {}

  /** Ends the call of that number as timed out, whatever the provider does. */
  record GiveUp(long number) implements Message {}

  /** The provider called back, on a thread of its own. */
  record Heard(long number, CallResult result) implements Message {}

  private final int id;
  private final ModelProvider provider;
  private final ActorRef<WorkerPool.Message> pool;
  private final ActorRef<Message> self;
  private long number;
  private boolean calling;
  private ModelProvider.@Nullable InFlight inFlight;

  static Behavior<Message> create(
      int id, ModelProvider provider, ActorRef<WorkerPool.Message> pool) {
    return Behaviors.setup(context -> new ModelWorker(context, id, provider, pool));
  }

  private ModelWorker(
      ActorContext<Message> context,
      int id,
      ModelProvider provider,
      ActorRef<WorkerPool.Message> pool) {
    super(context);
    this.id = id;
    this.provider = provider;
    this.pool = pool;
    this.self = context.getSelf();
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Heard.class, this::onHeard)
        .onMessage(Call.class, this::onCall)
        .onMessage(Abort.class, this::onAbort)
        .onMessage(GiveUp.class, this::onGiveUp)
        .build();
  }

  private Behavior<Message> onCall(Call call) {
    number = call.number();
    calling = true;
    long mine = number;
    try {
      inFlight = provider.call(call.request(), result -> self.tell(new Heard(mine, result)));
      if (!provider.tellsWhenSent()) {
        call.request().whenSent().run();
      }
    } catch (RuntimeException e) {
      getContext().getLog().error("a provider broke its promise not to throw", e);
      end(failed(FailureClass.TRANSPORT, "the call could not be made: " + e.getClass().getName()));
    }
    return this;
  }

  private Behavior<Message> onHeard(Heard heard) {
    if (calling && heard.number() == number) {
      end(heard.result());
    }
    return this;
  }

  private Behavior<Message> onAbort(Abort abort) {
    if (calling && abort.number() == number && inFlight != null) {
      inFlight.abort();
    }
    return this;
  }

  private Behavior<Message> onGiveUp(GiveUp giveUp) {
    if (calling && giveUp.number() == number) {
      if (inFlight != null) {
        inFlight.abort();
      }
      end(failed(FailureClass.TIMEOUT, "no answer before the deadline, and none after"));
    }
    return this;
  }

  private void end(CallResult result) {
    calling = false;
    inFlight = null;
    pool.tell(new WorkerPool.Ended(id, result));
  }

  private static CallResult failed(FailureClass kind, String message) {
    return new CallResult.Failed(CallError.of(kind, message), null, Map.of());
  }
}
