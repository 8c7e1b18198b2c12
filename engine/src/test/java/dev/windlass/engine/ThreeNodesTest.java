package dev.windlass.engine;

import static dev.windlass.engine.EngineOnDisk.TENANT;
import static dev.windlass.engine.EngineOnDisk.await;
import static dev.windlass.engine.EngineOnDisk.chain;
import static dev.windlass.engine.EngineOnDisk.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windlass.engine.journal.TemporaryPostgres;
import dev.windlass.engine.protocol.JobEvent;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.results.ResultItem;
import dev.windlass.engine.results.ResultQuery;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Three nodes in this process, over real sockets and a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeNodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Calls that three dispatchers can have under way at three pools each. */
  private static final int IN_FLIGHT = 90;

  private final Map<StepKey, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final List<EngineNode> nodes = new ArrayList<>();
  private @Nullable TemporaryPostgres postgres;

  @BeforeAll
  void start() throws Exception {
    var reason = TemporaryPostgres.whyNot();
    if (reason != null) {
      System.out.println("skipped: three nodes on PostgreSQL, because " + reason);
    }
    Assumptions.assumeTrue(reason == null, reason);
    var database = TemporaryPostgres.start();
    postgres = database;
    var ports = freePorts();
    for (int port : ports) {
      nodes.add(new EngineNode(port, ports, database.config(), asked));
    }
    await().atMost(PATIENCE).until(() -> nodes.stream().allMatch(node -> node.sees(3)));
  }

  @AfterAll
  void stop() throws Exception {
    for (var node : nodes.reversed()) {
      node.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void aJobGoesOnWhenOneOfThreeNodesIsTakenOut() throws Exception {
    int lines = 4_000;
    var job = submit(nodes.get(0), lines);
    var events = ok(nodes.get(1).engine.jobs().events(TENANT, job, null));
    var seen = events.runWith(Sink.seq(), nodes.get(1).system);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> asked.size() > lines / 8);

    var lost = nodes.remove(2);
    lost.halt();
    var self = Cluster.get(lost.system).selfMember().address();
    Cluster.get(nodes.get(0).system).manager().tell(new Down(self));

    await()
        .atMost(PATIENCE)
        .until(() -> ok(nodes.get(1).engine.jobs().get(TENANT, job)).state().terminal());
    lost.close();
    var view = ok(nodes.get(0).engine.jobs().get(TENANT, job));
    assertThat(view.state()).isEqualTo(JobState.COMPLETED);
    assertThat(view.counts().succeeded()).isEqualTo(lines);
    assertThat(results(nodes.get(1), job))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, lines).boxed().toList());
    assertThat(await(seen).getLast()).isInstanceOf(JobEvent.End.class);
    var ofJob =
        asked.entrySet().stream()
            .filter(each -> each.getKey().partition().startsWith(job))
            .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().get()));
    assertThat(ofJob).hasSize(lines);
    assertThat(ofJob.values()).as("no call is repeated twice").allMatch(many -> many <= 2);
    long repeated = ofJob.values().stream().filter(many -> many > 1).count();
    assertThat(repeated).as("only calls that were in flight").isLessThanOrEqualTo(IN_FLIGHT);
  }

  @Test
  void aRunIsTakenOnOneNodeAndSeenOnAnother() {
    var run =
        new Runs.NewRun(
            TENANT,
            new ChainSource.Inline(chain("Say {word}")),
            Json.object().put("word", "hello"),
            Map.of(),
            5,
            null);

    var submitted = ok(nodes.get(0).engine.runs().submit(run, Duration.ofSeconds(20)));

    assertThat(submitted.run().status()).isEqualTo(RunStatus.SUCCEEDED);
    var elsewhere = ok(nodes.get(1).engine.runs().get(TENANT, submitted.run().id()));
    assertThat(elsewhere.output()).isEqualTo(submitted.run().output());
  }

  private static String submit(EngineNode node, int lines) {
    var jobs = node.engine.jobs();
    var made =
        ok(
            jobs.create(
                new Jobs.NewJob(
                    TENANT,
                    new ChainSource.Inline(chain("Say {word}")),
                    "three",
                    Map.of(),
                    5,
                    1,
                    false,
                    false,
                    0,
                    null)));
    var body =
        IntStream.range(0, lines)
            .mapToObj(i -> "{\"word\":\"w" + i + "\"}\n")
            .collect(Collectors.joining());
    var id = made.job().id();
    ok(jobs.upload(TENANT, id, 0, true, Source.single(ByteString.fromString(body))));
    return id;
  }

  private static List<Long> results(EngineNode node, String job) {
    var query =
        new ResultQuery(
            TENANT, job, ResultQuery.Order.INPUT, null, null, false, Duration.ofSeconds(20), false);
    var lines = new ArrayList<Long>();
    for (var chunk :
        await(ok(node.engine.results().read(query)).runWith(Sink.seq(), node.system))) {
      for (var item : chunk) {
        if (item instanceof ResultItem.Row(var cursor, var run)) {
          lines.add(run.line());
        }
      }
    }
    return lines;
  }

  private static List<Integer> freePorts() throws Exception {
    var ports = new ArrayList<Integer>();
    var held = new ArrayList<ServerSocket>();
    for (int i = 0; i < 3; i++) {
      var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (var socket : held) {
      socket.close();
    }
    return ports;
  }
}
