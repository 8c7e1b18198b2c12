package dev.windlass.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.job.CatalogCommand;
import dev.windlass.engine.job.DirectoryCommand;
import dev.windlass.engine.job.JobCommand;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Travels;
import dev.windlass.workers.limits.Governing;
import java.io.NotSerializableException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whatever nodes say to each other arrives as it was said; a message that cannot fails here. */
class TravelsTest {
  private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load());
  private static final Serialization SERIALIZATION =
      SerializationExtension.get(Adapter.toClassic(KIT.system()));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void everyMessageArrivesAsItWasSaid() {
    var messages = messages();
    assertThat(messages).hasSizeGreaterThan(60);
    for (boolean withNulls : List.of(false, true)) {
      var samples = new Samples(KIT.createTestProbe().ref(), withNulls);
      for (var message : messages) {
        for (var sample : samples.of(message)) {
          assertThat(arrived(sample)).as("%s", message).isEqualTo(sample);
        }
      }
    }
  }

  /** Each question says in its parts who is to be answered, and so with what. */
  @Test
  void everyAnswerArrivesAsItWasGiven() {
    var answers = new LinkedHashSet<Type>();
    messages().forEach(message -> answers(message, answers));
    assertThat(answers).hasSizeGreaterThan(15);
    var samples = new Samples(KIT.createTestProbe().ref(), false);
    for (var answer : answers) {
      for (var sample : samples.of(answer)) {
        assertThat(arrived(sample)).as("%s", answer).isEqualTo(sample);
      }
    }
  }

  /**
   * Entities, dispatchers and pools are reached from other nodes, and so is whoever is answered.
   * All that any of them can be told is on the list, or says that it stays at home.
   */
  @Test
  void whateverAnActorCanBeToldFromAnotherNodeIsOnTheList() {
    var told = new LinkedHashSet<Type>();
    messages().forEach(message -> answers(message, told));
    for (var actors :
        List.of(
            PartitionCommand.class,
            JobCommand.class,
            DirectoryCommand.class,
            CatalogCommand.class,
            Dispatching.FromPools.class,
            Dispatching.ToPools.class,
            Governing.ToProvider.class,
            Governing.ToGate.class)) {
      assertThat(actors.isSealed()).as("%s is a closed list", actors).isTrue();
      told.add(actors);
    }
    var leaves = new LinkedHashSet<Class<?>>();
    told.forEach(type -> leaves(Samples.raw(type), leaves));
    assertThat(leaves).hasSizeGreaterThan(60);
    var listed = ConfigFactory.load().getObject("windlass.travel.types").unwrapped().values();
    for (var leaf : leaves) {
      if (leaf != Boolean.class) { // that Pekko itself writes
        assertThat(listed).contains(leaf.getName());
      }
    }
  }

  private static void leaves(Class<?> type, Set<Class<?>> into) {
    if (type.isSealed()) {
      for (var each : type.getPermittedSubclasses()) {
        leaves(each, into);
      }
    } else if (!type.getSimpleName().equals("Internal") && !isInternal(type)) {
      into.add(type);
    }
  }

  @Test
  void whatIsNotOnTheListNeitherLeavesNorEnters() throws Exception {
    record Smuggled(String what) implements Travels {}

    assertThatThrownBy(() -> arrived(new Smuggled("x")))
        .hasMessageContaining("not on the list of what may travel");
    assertThatThrownBy(() -> arrived(new Reply.Ok<>(new Smuggled("x"))))
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .rootCause()
        .hasMessageContaining("not on the list of what may travel");
    var serializer =
        (SerializerWithStringManifest) SERIALIZATION.serializerFor(Dispatching.LaneOpen.class);
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {0}, "java.lang.Runtime"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("does not know");
  }

  @Test
  void longMessagesPassTheFrame() {
    var grant = new Dispatching.Grant("p/m", List.of(granted(0, "a word ".repeat(2_000_000))));

    assertThat(arrived(grant)).isEqualTo(grant);
    assertThat(bytes(grant)).hasSizeLessThan(1 << 20);
  }

  @Test
  void aStepOfABatchTakesLittleMoreThanItsPrompt() {
    var prompt = "Translate word number %05d, please.";
    var steps = IntStream.range(0, 100).mapToObj(i -> granted(i, prompt.formatted(i))).toList();

    int each = bytes(new Dispatching.Grant("openai/gpt-x", steps)).length / 100;

    assertThat(each - prompt.length()).isLessThan(115);
  }

  private static Dispatching.Granted granted(int run, String prompt) {
    var call =
        new ModelCall(
            "openai",
            "gpt-x",
            List.of(Message.of("user", prompt)),
            Json.object().put("max_tokens", 100),
            null,
            Duration.ofMinutes(2),
            RetryPolicy.DEFAULT);
    var job = "job_01KAJ5F3M8XN7Q2T4V6W8Y0Z1A";
    var key = new StepKey(job + "-000001", run, 1, "/0", 1);
    var id = "run_%026d".formatted(run);
    return new Dispatching.Granted(
        new StepRequest(key, id, job, "default", 5, false, call), 12, 150);
  }

  /** Every record that may travel, and whose sender is not only itself. */
  static Set<Class<?>> messages() {
    var all = new LinkedHashSet<Class<?>>();
    for (var found :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.windlass")) {
      if (found.isAssignableTo(Travels.class) && !found.isInterface()) {
        var type = found.reflect();
        if (Modifier.isPublic(type.getModifiers()) && !isInternal(type)) {
          all.add(type);
        }
      }
    }
    return all;
  }

  private static boolean isInternal(Class<?> type) {
    for (var each : type.getInterfaces()) {
      if (each.getSimpleName().equals("Internal") || isInternal(each)) {
        return true;
      }
    }
    return false;
  }

  private static void answers(Class<?> message, Set<Type> into) {
    for (var part : message.getRecordComponents()) {
      if (part.getType() == ActorRef.class) {
        into.add(((ParameterizedType) part.getGenericType()).getActualTypeArguments()[0]);
      }
    }
  }

  private static byte[] bytes(Object message) {
    return SERIALIZATION.serialize(message).get();
  }

  private static Object arrived(Object message) {
    var serializer = SERIALIZATION.findSerializerFor(message);
    var manifest = Serializers.manifestFor(serializer, message);
    return SERIALIZATION
        .deserialize(serializer.toBinary(message), serializer.identifier(), manifest)
        .get();
  }
}
