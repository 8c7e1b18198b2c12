package dev.windlass.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.Travels;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a node does with a message that it does not know, over real sockets. */
class StrangeMessagesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String LOOPBACK = "127.0.0.1";
  private static final Logger REMOTING =
      (Logger) LoggerFactory.getLogger("org.apache.pekko.remote");

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  /** What a later version says. */
  record News(String what) implements Travels {}

  /** What would travel by Java's own serialization. */
  record Plain(String what) implements Serializable {}

  @BeforeEach
  void listen() {
    log.start();
    REMOTING.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    REMOTING.detachAppender(log);
  }

  private List<ILoggingEvent> complaints(String about) {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .filter(event -> event.getFormattedMessage().contains(about))
        .toList();
  }

  @Test
  void whatTheVersionBeforeDoesNotKnowItDropsWithOneLineOfLogAndTheNextMessageArrives()
      throws Exception {
    int port = FormingNode.freePort(List.of(LOOPBACK));
    var database = new SharedPresence();
    var later =
        Map.<String, Object>of(
            "windlass.travel.types.\"test.news\"",
            News.class.getName(),
            "pekko.cluster.app-version",
            "0.2.0");
    try (var older = node(port, port, database, Map.of());
        var newer = node(FormingNode.freePort(List.of(LOOPBACK)), port, database, later)) {
      await().atMost(PATIENCE).until(() -> older.sees() == 2 && newer.sees() == 2);
      Queue<Object> heard = new ConcurrentLinkedQueue<>();
      ActorRef<Object> receiver =
          older.system.systemActorOf(
              Behaviors.receiveMessage(message -> {
                heard.add(message);
                return Behaviors.same();
              }),
              "receiver",
              Props.empty());
      var far = ActorRefResolver.get(older.system).toSerializationFormat(receiver);
      var fromNewer = ActorRefResolver.get(newer.system).<Object>resolveActorRef(far);

      fromNewer.tell(new News("of tomorrow"));
      fromNewer.tell(new Plain("java"));
      fromNewer.tell(new Reply.Ok<>("known"));

      await().atMost(PATIENCE).until(() -> !heard.isEmpty());
      assertThat(heard).containsExactly(new Reply.Ok<>("known"));
      assertThat(complaints("test.news")).as("on the node that does not know it").hasSize(1);
      assertThat(complaints(Plain.class.getName())).as("on the node that sent it").isNotEmpty();
      assertThat(older.sees()).isEqualTo(2);
      assertThat(newer.sees()).isEqualTo(2);
    }
  }

  private static FormingNode node(
      int port, int seed, SharedPresence database, Map<String, Object> further) throws Exception {
    var settings = new HashMap<>(further);
    settings.put("windlass.cluster.port", port);
    settings.put("windlass.cluster.seed-nodes", List.of(LOOPBACK + ":" + seed));
    return new FormingNode(settings, database).begin();
  }
}
