package dev.windlass.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.StepOutcome;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What nodes of two versions say to each other. {@code travel-samples/VERSION.txt} holds an example
 * of each message as that version sends it: its name and its bytes, one a line. What is new gets
 * its line with {@code -Dwindlass.samples=write}; a line that was released is never written again.
 */
class TravelSamplesTest {
  private static final Path FOLDER = Path.of("src/test/resources/travel-samples");
  private static final Path OURS = FOLDER.resolve("0.1.0.txt");
  private static final ActorTestKit KIT = ActorTestKit.create("samples", ConfigFactory.load());
  private static final Serialization SERIALIZATION =
      SerializationExtension.get(Adapter.toClassic(KIT.system()));
  private static final ObjectMapper CBOR = new CBORMapper();
  private static final byte PLAIN = 0;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** An example of each message that nodes send, by its name on the list. */
  private static Map<String, Object> examples() {
    var samples =
        new Samples(Adapter.toTyped(Adapter.toClassic(KIT.system()).deadLetters()), false);
    var examples = new TreeMap<String, Object>();
    for (var message : TravelsTest.messages()) {
      for (var example : samples.of(message)) {
        examples.put(serializer(example).manifest(example), example);
      }
    }
    return examples;
  }

  private static SerializerWithStringManifest serializer(Object message) {
    return (SerializerWithStringManifest) SERIALIZATION.findSerializerFor(message);
  }

  private static Object read(String name, JsonNode message, Object like) throws IOException {
    var body = CBOR.writeValueAsBytes(message);
    var bytes = new byte[body.length + 1];
    bytes[0] = PLAIN;
    System.arraycopy(body, 0, bytes, 1, body.length);
    return serializer(like).fromBinary(bytes, name);
  }

  private static JsonNode tree(byte[] message) throws IOException {
    assertThat(message[0]).isEqualTo(PLAIN);
    return CBOR.readTree(message, 1, message.length - 1);
  }

  private static Map<String, byte[]> lines(Path file) throws IOException {
    var lines = new LinkedHashMap<String, byte[]>();
    if (Files.exists(file)) {
      for (var line : Files.readAllLines(file)) {
        var parts = line.split(" ", -1);
        lines.put(parts[0], Base64.getDecoder().decode(parts[1]));
      }
    }
    return lines;
  }

  @Test
  void eachMessageHasASampleOfThisVersion() throws Exception {
    var known = lines(OURS);
    for (var example : examples().entrySet()) {
      if (known.containsKey(example.getKey())) {
        continue;
      }
      if (!"write".equals(System.getProperty("windlass.samples"))) {
        fail("%s has no sample: run this test with -Dwindlass.samples=write", example.getKey());
      }
      var bytes = serializer(example.getValue()).toBinary(example.getValue());
      var line = example.getKey() + " " + Base64.getEncoder().encodeToString(bytes) + "\n";
      Files.createDirectories(FOLDER);
      Files.writeString(OURS, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  @Test
  void whatEveryVersionSendsIsReadWithNothingLost() throws Exception {
    var examples = examples();
    try (var files = Files.list(FOLDER)) {
      for (var file : files.toList()) {
        for (var line : lines(file).entrySet()) {
          var name = line.getKey();
          var example = examples.get(name);
          assertThat(example).as("%s of %s is known", name, file).isNotNull();
          if (example != null) {
            var read = serializer(example).fromBinary(line.getValue(), name);
            var now = tree(serializer(read).toBinary(read));
            assertThat(begins(now, tree(line.getValue())))
                .as("%s of %s, read and written again: %s", name, file, now)
                .isTrue();
          }
        }
      }
    }
  }

  /** Whether it is the same, but for parts that were added at the end of lists. */
  private static boolean begins(JsonNode now, JsonNode then) {
    if (then instanceof ArrayNode old) {
      if (!now.isArray() || now.size() < old.size()) {
        return false;
      }
      for (int i = 0; i < old.size(); i++) {
        if (!begins(now.get(i), old.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (then instanceof ObjectNode old) {
      return old.properties().stream()
          .allMatch(
              part -> now.has(part.getKey()) && begins(now.get(part.getKey()), part.getValue()));
    }
    return now.asText().equals(then.asText());
  }

  @Test
  void whatTheNextVersionAddsToARecordIsPassedOver() throws Exception {
    int added = 0;
    for (var example : examples().entrySet()) {
      var name = example.getKey();
      var message = tree(serializer(example.getValue()).toBinary(example.getValue()));
      if (name.startsWith("reply.")) {
        continue; // made of values that are messages themselves
      }
      added += add(message, example.getValue());

      assertThat(read(name, message, example.getValue()))
          .as("%s with parts of tomorrow", name)
          .isEqualTo(example.getValue());
    }
    assertThat(added).isGreaterThan(150);
  }

  /** Adds two parts to each record in it, and says to how many. */
  private static int add(JsonNode node, @Nullable Object value) throws IOException {
    int added = 0;
    if (value instanceof StepOutcome && node.size() == 2 && node.get(0).isTextual()) {
      return addToRecord((ArrayNode) node.get(1), (Record) value);
    }
    if (value instanceof Record record) {
      return addToRecord((ArrayNode) node, record);
    }
    if (value instanceof Collection<?> many) {
      int i = 0;
      for (var each : many) {
        added += add(node.get(i++), each);
      }
    }
    if (value instanceof Map<?, ?> map && node.isObject()) {
      for (var each : map.entrySet()) {
        added += add(node.path(String.valueOf(each.getKey())), each.getValue());
      }
    }
    return added;
  }

  private static int addToRecord(ArrayNode node, Record record) throws IOException {
    int added = 1;
    var parts = record.getClass().getRecordComponents();
    for (int i = 0; i < parts.length; i++) {
      added += add(node.get(i), value(parts[i], record));
    }
    node.add("of tomorrow").addArray().add(1);
    return added;
  }

  private static @Nullable Object value(RecordComponent part, Record record) throws IOException {
    try {
      var reader = part.getAccessor();
      reader.setAccessible(true);
      return reader.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IOException(e);
    }
  }

  /** So a record may grow: what an older version leaves out at the end is null, 0 or false. */
  @Test
  void aLastPartThatMayLackIsNotMissedWhenTheVersionBeforeDoesNotSendIt() throws Exception {
    int shortened = 0;
    for (var example : examples().entrySet()) {
      var parts = example.getValue().getClass().getRecordComponents();
      if (parts.length == 0 || !mayLack(parts[parts.length - 1])) {
        continue;
      }
      var message = (ArrayNode) tree(serializer(example.getValue()).toBinary(example.getValue()));
      message.remove(message.size() - 1);

      var read = (Record) read(example.getKey(), message, example.getValue());

      var last = value(parts[parts.length - 1], read);
      assertThat(last).as(example.getKey()).isIn(null, 0, 0L, 0.0, false);
      shortened++;
    }
    assertThat(shortened).isGreaterThan(10);
  }

  private static boolean mayLack(RecordComponent part) {
    Type type = part.getGenericType();
    return !(type instanceof ParameterizedType)
        && (part.getType().isPrimitive()
            || part.getAnnotatedType().isAnnotationPresent(Nullable.class));
  }

  @Test
  void aMessageHasOneLine() throws Exception {
    try (var all = Files.lines(OURS)) {
      assertThat(all.map(line -> line.split(" ", -1)[0])).doesNotHaveDuplicates();
    }
  }
}
