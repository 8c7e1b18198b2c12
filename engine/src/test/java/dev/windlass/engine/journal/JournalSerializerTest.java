package dev.windlass.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Journaled;
import dev.windlass.engine.protocol.Json;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializationExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class JournalSerializerTest {
  record Noted(String text, Instant at, @Nullable Duration after, @Nullable JsonNode input)
      implements Journaled {}

  record Many(List<String> texts) implements Journaled {}

  record Unlisted(String text) implements Journaled {}

  private static final ActorSystem SYSTEM =
      ActorSystem.create(
          "serializer",
          ConfigFactory.parseString(
                  """
                  windlass.journal.max-event = 1 MiB
                  windlass.journal.events {
                    "test.noted.1" = "%1$s$Noted"
                    "test.noted.2" = "%1$s$Noted"
                    "test.many.1" = "%1$s$Many"
                  }
                  """
                      .formatted(JournalSerializerTest.class.getName()))
              .withFallback(ConfigFactory.load()));

  private final JournalSerializer serializer = new JournalSerializer((ExtendedActorSystem) SYSTEM);

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @Test
  void aShortEventStandsAsJsonThatAnyoneCanRead() {
    var event = new Noted("héllo", Instant.ofEpochMilli(1234), Duration.ofSeconds(2), null);

    assertThat(text(serializer.toBinary(event)))
        .isEqualTo("{\"text\":\"héllo\",\"at\":1234,\"after\":2000}");
  }

  @Test
  void numbersOfAnInputStayAsTheyWereWritten() throws Exception {
    var event =
        new Noted("x", Instant.EPOCH, null, Json.read("{\"a\":3.0,\"b\":14,\"c\":1e2,\"d\":null}"));

    var back = serializer.fromBinary(serializer.toBinary(event), serializer.manifest(event));

    assertThat(back).isEqualTo(event);
    assertThat(text(serializer.toBinary(back)))
        .contains("3.0")
        .contains("14")
        .contains("\"d\":null");
  }

  @Test
  void aLongEventIsDeflatedAndComesBack() throws Exception {
    var event = new Many(List.of("again and ".repeat(1_000), "again"));

    var stored = serializer.toBinary(event);

    assertThat(stored.length).isLessThan(1_000);
    assertThat(serializer.fromBinary(stored, "test.many.1")).isEqualTo(event);
  }

  @Test
  void whatDoesNotShrinkIsKeptAsItIs() throws Exception {
    var random = new Random(7);
    var noise = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      noise.appendCodePoint(0x4e00 + random.nextInt(0x5000));
    }
    var event = new Many(List.of(noise.toString()));

    assertThat(serializer.fromBinary(serializer.toBinary(event), "test.many.1")).isEqualTo(event);
  }

  @Test
  void theHighestNumberIsWrittenAndEveryNumberIsRead() throws Exception {
    var event = new Noted("x", Instant.EPOCH, null, null);

    assertThat(serializer.manifest(event)).isEqualTo("test.noted.2");
    assertThat(serializer.fromBinary(serializer.toBinary(event), "test.noted.1")).isEqualTo(event);
  }

  @Test
  void aFieldOfANewerVersionIsPassedOver() throws Exception {
    var newer = "{\"texts\":[\"a\"],\"colour\":{\"deep\":[1]}}".getBytes(StandardCharsets.UTF_8);

    assertThat(serializer.fromBinary(newer, "test.many.1")).isEqualTo(new Many(List.of("a")));
  }

  @Test
  void whatIsNotListedIsNotWritten() {
    assertThatThrownBy(() -> serializer.toBinary(new Unlisted("x")))
        .hasMessageContaining("Unlisted")
        .hasMessageContaining("windlass.journal.events");
    assertThatThrownBy(() -> serializer.manifest(new Unlisted("x")))
        .hasMessageContaining("windlass.journal.events");
  }

  @Test
  void whatIsNotListedIsNotRead() {
    var bytes = "{\"text\":\"x\"}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> serializer.fromBinary(bytes, Unlisted.class.getName()))
        .hasMessageContaining("does not know")
        .hasMessageContaining("Unlisted");
  }

  @Test
  void aRowThatIsNoEventIsRefusedByName() {
    var bytes = "{\"texts\":".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> serializer.fromBinary(bytes, "test.many.1"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("test.many.1");
  }

  @Test
  void aRowThatClaimsToInflateToAGigabyteIsRefusedUnread() {
    var bomb = new byte[] {1, 0x40, 0, 0, 0, 1, 2, 3};

    assertThatThrownBy(() -> serializer.fromBinary(bomb, "test.many.1"))
        .hasMessageContaining("max-event");
  }

  @Test
  void anEventAboveTheBoundIsRefusedBeforeItIsWritten() {
    var event = new Many(List.of("x".repeat(1 << 20)));

    assertThatThrownBy(() -> serializer.toBinary(event)).hasMessageContaining("max-event");
  }

  @Test
  void aListedClassThatIsMissingStopsTheStart() {
    var config =
        ConfigFactory.parseString("windlass.journal.events { \"gone.1\" = \"no.such.Event\" }");

    assertThatThrownBy(() -> new EventTypes(config, getClass().getClassLoader()))
        .hasMessageContaining("windlass.journal.events.\"gone.1\"")
        .hasMessageContaining("no.such.Event");
  }

  @Test
  void aNameWithoutANumberStopsTheStart() {
    var config =
        ConfigFactory.parseString(
            "windlass.journal.events { \"test.noted\" = \"" + Noted.class.getName() + "\" }");

    assertThatThrownBy(() -> new EventTypes(config, getClass().getClassLoader()))
        .hasMessageContaining("test.noted");
  }

  @Test
  void journaledThingsGoThroughThisSerializerAndJavaSerializationIsOff() throws Exception {
    var serialization = SerializationExtension.get(SYSTEM);

    assertThat(serialization.serializerFor(Noted.class)).isInstanceOf(JournalSerializer.class);
    assertThat(SYSTEM.settings().config().getBoolean("pekko.actor.allow-java-serialization"))
        .isFalse();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
