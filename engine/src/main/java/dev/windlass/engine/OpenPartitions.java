package dev.windlass.engine;

import dev.windlass.engine.job.DirectoryCommand;
import dev.windlass.engine.job.DirectoryCommand.FoundRuns;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.jspecify.annotations.Nullable;

/**
 * This node's partitions of single runs: for each tenant one that takes runs in, so that concurrent
 * submissions share writes, and those that were filled or made by a key and whose runs go on. The
 * directory knows a partition before any run goes into it, and hears when all its runs have ended;
 * what is told it while it writes goes into one note.
 */
final class OpenPartitions extends AbstractBehavior<OpenPartitions.Command> {
  sealed interface Command {}

  /**
   * Into which partition a run may go. Whoever is told one says what came of it by {@link Came}.
   *
   * @param keyed the partition that an Idempotency-Key gives, or null for the open one
   * @param again whether a run that ended in it is to be taken up again
   * @param replyTo told once the directory knows the partition
   */
  record Where(
      String tenant, @Nullable String keyed, boolean again, ActorRef<Reply<String>> replyTo)
      implements Command {}

  /**
   * @param run that is under way in it now, or -1 where none came of it
   */
  record Came(String tenant, String partition, int run) implements Command {}

  /** It takes no more. */
  record Full(String tenant, String partition) implements Command {}

  /** At the start: partitions that had something to do are looked at. */
  record Recall(String tenant) implements Command {}

  /**
   * Whatever has not ended is woken: at the start, and from time to time, should a node be lost.
   */
  private record WakeAll() implements Command {}

  /** A node is no more: what it had is woken elsewhere, and its single runs are watched here. */
  private record NodeGone() implements Command {}

  private record Written(String tenant, Note note, Reply<Boolean> reply) implements Command {}

  private record Found(String tenant, Reply<FoundRuns> reply) implements Command {}

  private record Looked(String tenant, String partition, @Nullable Reply<List<RunView>> reply)
      implements Command {}

  /** All runs of it have ended, and it takes no more. */
  record Done(String tenant, String partition) implements Command {}

  private static final Duration RECALL_AGAIN = Duration.ofSeconds(2);

  /** What goes into the directory at once, and who waits for it. */
  private static final class Note {
    final Set<String> opened = new LinkedHashSet<>();
    final Set<String> reopened = new LinkedHashSet<>();
    final Set<String> ended = new LinkedHashSet<>();
    final Map<String, List<ActorRef<Reply<String>>>> waiting = new HashMap<>();

    boolean isEmpty() {
      return opened.isEmpty() && reopened.isEmpty() && ended.isEmpty();
    }
  }

  private static final class Tenant {
    @Nullable String open;
    boolean openKnown;
    int taken;
    Note next = new Note();
    boolean writing;
  }

  private final TimerScheduler<Command> timers;
  private final Asking asking;
  private final RunReads reads;
  private final int most;
  private final Map<String, Tenant> tenants = new HashMap<>();
  private final Map<String, ActorRef<RunWatch.Command>> watches = new HashMap<>();

  /**
   * @param most runs that go into one partition
   * @param tenants whose work is woken at the start
   */
  static Behavior<Command> create(
      Asking asking, RunReads reads, int most, Set<String> tenants, Duration wakeEvery) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          timers.startTimerWithFixedDelay(new WakeAll(), Duration.ZERO, wakeEvery);
          tenants.forEach(tenant -> context.getSelf().tell(new Recall(tenant)));
          Cluster.get(context.getSystem())
              .subscriptions()
              .tell(
                  Subscribe.create(
                      context.messageAdapter(
                          ClusterEvent.MemberRemoved.class, removed -> new NodeGone()),
                      ClusterEvent.MemberRemoved.class));
          return new OpenPartitions(context, timers, asking, reads, most, tenants);
        }));
  }

  private OpenPartitions(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Asking asking,
      RunReads reads,
      int most,
      Set<String> known) {
    super(context);
    this.timers = timers;
    this.asking = asking;
    this.reads = reads;
    this.most = most;
    known.forEach(this::tenant);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(command -> {
          on(command);
          return this;
        })
        .build();
  }

  private void on(Command command) {
    switch (command) {
      case Where where -> where(where);
      case Came(var tenant, var partition, int run) -> came(tenant, partition, run);
      case Full(var tenant, var partition) -> full(tenant, partition);
      case Recall(var tenant) -> recall(tenant, 0);
      case WakeAll wake -> wakeAll();
      case NodeGone gone -> {
        wakeAll();
        tenants.keySet().forEach(name -> recall(name, 0));
      }
      case Written(var tenant, var note, var reply) -> written(tenant, note, reply);
      case Found(var tenant, var reply) -> found(tenant, reply);
      case Looked(var tenant, var partition, var reply) -> looked(tenant, partition, reply);
      case Done(var tenant, var partition) -> done(tenant, partition);
    }
  }

  private void wakeAll() {
    tenants.keySet().forEach(name -> asking.directory(name, new DirectoryCommand.Wake()));
    tenants.keySet().forEach(asking::wakeCollections);
  }

  private Tenant tenant(String name) {
    return tenants.computeIfAbsent(name, n -> new Tenant());
  }

  private void where(Where where) {
    var name = where.tenant();
    var tenant = tenant(name);
    var keyed = where.keyed();
    if (keyed != null) {
      watch(name, keyed, true).tell(new RunWatch.Expect());
      announce(name, tenant, keyed, where);
      return;
    }
    var open = tenant.open;
    if (open == null || tenant.taken >= most) {
      if (open != null) {
        full(name, open);
      }
      open = Ids.newLonePartition();
      tenant.open = open;
      tenant.openKnown = false;
      tenant.taken = 0;
    }
    tenant.taken++;
    watch(name, open, false).tell(new RunWatch.Expect());
    if (tenant.openKnown) {
      where.replyTo().tell(Reply.ok(open));
    } else {
      announce(name, tenant, open, where);
    }
  }

  private void announce(String name, Tenant tenant, String partition, Where where) {
    (where.again() ? tenant.next.reopened : tenant.next.opened).add(partition);
    tenant.next.waiting.computeIfAbsent(partition, p -> new ArrayList<>()).add(where.replyTo());
    write(name, tenant);
  }

  private void came(String tenant, String partition, int run) {
    watch(tenant, partition, true).tell(new RunWatch.Came(run));
  }

  private void full(String name, String partition) {
    var tenant = tenant(name);
    if (partition.equals(tenant.open)) {
      tenant.open = null;
    }
    watch(name, partition, true).tell(new RunWatch.Close());
  }

  private void write(String name, Tenant tenant) {
    if (tenant.writing || tenant.next.isEmpty()) {
      return;
    }
    tenant.writing = true;
    var note = tenant.next;
    tenant.next = new Note();
    getContext()
        .pipeToSelf(
            asking.<Boolean>directory(
                name,
                to ->
                    new DirectoryCommand.NoteRuns(
                        List.copyOf(note.opened),
                        Set.copyOf(note.ended),
                        Set.copyOf(note.reopened),
                        to)),
            (reply, thrown) ->
                new Written(name, note, thrown == null ? reply : Reply.refused(broken())));
  }

  private void written(String name, Note note, Reply<Boolean> reply) {
    var tenant = tenant(name);
    tenant.writing = false;
    switch (reply) {
      case Reply.Ok<Boolean> ok -> {
        if (tenant.open != null && note.opened.contains(tenant.open)) {
          tenant.openKnown = true;
        }
        note.waiting.forEach((p, all) -> all.forEach(to -> to.tell(Reply.ok(p))));
      }
      case Reply.Refused<Boolean>(var why) -> {
        note.waiting.forEach((p, all) ->
            all.forEach(to -> {
              to.tell(Reply.refused(why));
              came(name, p, -1);
            }));
        if (tenant.open != null && note.opened.contains(tenant.open)) {
          full(name, tenant.open); // the next run opens another
        }
        tenant.next.ended.addAll(note.ended); // goes with the next note
      }
    }
    if (!tenant.next.waiting.isEmpty() || reply instanceof Reply.Ok<Boolean>) {
      write(name, tenant);
    }
  }

  private ActorRef<RunWatch.Command> watch(String tenant, String partition, boolean closed) {
    return watches.computeIfAbsent(
        partition,
        p ->
            getContext()
                .spawnAnonymous(
                    RunWatch.create(
                        partition,
                        closed,
                        asking,
                        getContext().getSelf().<Done>narrow(),
                        new Done(tenant, partition))));
  }

  private void done(String name, String partition) {
    var watch = watches.remove(partition);
    if (watch != null) {
      watch.tell(new RunWatch.Stop());
      var tenant = tenant(name);
      tenant.next.ended.add(partition);
      write(name, tenant);
    }
  }

  private void recall(String tenant, long before) {
    getContext()
        .pipeToSelf(
            asking.<FoundRuns>directory(
                tenant, to -> new DirectoryCommand.FindRuns(true, before, PageTokens.MOST, to)),
            (reply, thrown) -> new Found(tenant, thrown == null ? reply : Reply.refused(broken())));
  }

  private void found(String tenant, Reply<FoundRuns> reply) {
    switch (reply) {
      case Reply.Ok<FoundRuns>(var found) -> {
        for (var partition : found.partitions()) {
          if (!watches.containsKey(partition) && !partition.equals(tenant(tenant).open)) {
            getContext()
                .pipeToSelf(
                    reads.alone(tenant, partition),
                    (runs, thrown) -> new Looked(tenant, partition, thrown == null ? runs : null));
          }
        }
        if (found.next() > 0) {
          recall(tenant, found.next());
        }
      }
      case Reply.Refused<FoundRuns> later ->
          timers.startSingleTimer(tenant, new Recall(tenant), RECALL_AGAIN);
    }
  }

  private void looked(String tenant, String partition, @Nullable Reply<List<RunView>> reply) {
    if (reply == null) {
      timers.startSingleTimer(tenant, new Recall(tenant), RECALL_AGAIN);
    } else if (reply instanceof Reply.Ok<List<RunView>>(var runs)
        && !watches.containsKey(partition)) {
      var watch = watch(tenant, partition, true);
      for (int i = 0; i < runs.size(); i++) {
        if (!runs.get(i).status().terminal()) {
          watch.tell(new RunWatch.Await(i));
        }
      }
      watch.tell(new RunWatch.Close());
    }
  }

  private static Refusal broken() {
    return Refusal.of(
            Refusal.Kind.JOURNAL_UNAVAILABLE, "the directory of runs could not be written")
        .with("retry_after", 2);
  }
}
