package dev.windlass.workers.pool;

import dev.windlass.workers.provider.ModelProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** The workers of a pool: hired when none is free, kept and used again. */
final class Staff {
  private static final Props WORKERS =
      Props.empty()
          .withDispatcherFromConfig("windlass.worker.dispatcher")
          .withMailboxFromConfig("windlass.worker.mailbox");

  private final ActorContext<WorkerPool.Message> context;
  private final ModelProvider provider;
  private final List<Post> posts = new ArrayList<>();
  private final Deque<Post> free = new ArrayDeque<>();

  /** One worker and what it has. */
  private static final class Post {
    final int id;
    final ActorRef<ModelWorker.Message> worker;
    long calls;
    @Nullable HeldStep step;

    Post(int id, ActorRef<ModelWorker.Message> worker) {
      this.id = id;
      this.worker = worker;
    }
  }

  Staff(ActorContext<WorkerPool.Message> context, ModelProvider provider) {
    this.context = context;
    this.provider = provider;
  }

  void start(HeldStep step, ModelProvider.Request request) {
    var one = free.isEmpty() ? hire() : free.pop();
    one.step = step;
    one.calls++;
    step.worker = one.id;
    one.worker.tell(new ModelWorker.Call(one.calls, request));
  }

  /** The step whose call this worker has ended. */
  @Nullable HeldStep ended(int worker) {
    var one = posts.get(worker);
    var step = one.step;
    one.step = null;
    free.push(one);
    if (step != null) {
      step.worker = -1;
    }
    return step;
  }

  void abort(HeldStep step) {
    if (step.worker >= 0) {
      var one = posts.get(step.worker);
      one.worker.tell(new ModelWorker.Abort(one.calls));
    }
  }

  void giveUp(HeldStep step) {
    if (step.worker >= 0) {
      var one = posts.get(step.worker);
      one.worker.tell(new ModelWorker.GiveUp(one.calls));
    }
  }

  private Post hire() {
    int id = posts.size();
    var worker =
        context.spawn(ModelWorker.create(id, provider, context.getSelf()), "worker-" + id, WORKERS);
    var one = new Post(id, worker);
    posts.add(one);
    return one;
  }
}
