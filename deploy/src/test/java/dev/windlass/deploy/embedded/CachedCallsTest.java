package dev.windlass.deploy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windlass.deploy.embedded.RunResult.Failed;
import dev.windlass.deploy.embedded.RunResult.Succeeded;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainBuilder;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cache: true}, from the program to the provider. */
class CachedCallsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Map<String, String> SAME = Map.of("text", "same");

  private Answering provider;

  @TempDir private Path folder;

  @BeforeEach
  void provider() throws Exception {
    provider = new Answering();
  }

  @AfterEach
  void end() {
    provider.close();
  }

  private Windlass start() {
    return Windlass.settings()
        .openAi(provider.base(), null)
        .folder(folder)
        .set("windlass.shutdown-calls", "1s")
        .start();
  }

  private static ChainBuilder asking(String name) {
    return Chain.named(name).model("openai/m").ask("{text}").as("answer");
  }

  private static Chain cached(String name) {
    return asking(name).cache().build();
  }

  private static List<Map<String, String>> lines(int count) {
    return Collections.nCopies(count, SAME);
  }

  private static <T> T get(CompletableFuture<T> stage) throws Exception {
    return stage.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static String answer(RunResult row) {
    return ((Succeeded) row).output().path("answer").asText();
  }

  @Test
  void fiveIdenticalCallsInFlightAreOneAndOneIsPaid() throws Exception {
    provider.hold("same");
    try (var windlass = start()) {
      var all = windlass.gather(cached("a"), lines(5));
      await().atMost(PATIENCE).until(() -> provider.asked("same") == 1);
      get(
          windlass.run(
              cached("a"), Map.of("text", "other"))); // the others wait, and hold up nobody
      assertThat(all).isNotDone();
      provider.letGo("same");

      var rows = get(all);
      assertThat(rows).extracting(CachedCallsTest::answer).containsOnly("re: same").hasSize(5);
      assertThat(provider.asked("same")).isEqualTo(1);
      assertThat(rows.stream().mapToInt(RunResult::attempts).sum()).isEqualTo(1);
      assertThat(rows.stream().map(RunResult::usage).filter(Usage.NONE::equals)).hasSize(4);
      assertThat(rows.stream().map(row -> row.facts().cached()).filter(cached -> cached))
          .hasSize(4);
    }
  }

  @Test
  void withoutItFiveIdenticalPromptsAreFiveCalls() throws Exception {
    try (var windlass = start()) {
      get(windlass.gather(asking("a").build(), lines(5)));
      assertThat(provider.asked("same")).isEqualTo(5);
    }
  }

  @Test
  void anAnswerServesOtherChainsAndIsThereAfterARestart() throws Exception {
    try (var windlass = start()) {
      get(windlass.run(cached("a"), SAME));
      get(windlass.run(cached("another-name"), SAME));
    }
    try (var windlass = start()) {
      var row = get(windlass.run(cached("a"), SAME));
      assertThat(answer(row)).isEqualTo("re: same");
      assertThat(row.attempts()).isZero();
    }
    assertThat(provider.asked("same")).isEqualTo(1);
  }

  @Test
  void anotherOptionOrAnotherReadingIsAnotherCall() throws Exception {
    try (var windlass = start()) {
      get(windlass.run(cached("a"), SAME));
      get(windlass.run(asking("a").cache().temperature(0.5).build(), SAME));
      get(windlass.run(asking("a").cache().answer("list", "lines").build(), SAME));
      get(windlass.run(asking("a").cache().timeout(Duration.ofSeconds(77)).build(), SAME));
      assertThat(provider.asked("same")).as("a longer timeout is the same call").isEqualTo(3);
    }
  }

  @Test
  void afterAFailureTheNextOneAsks() throws Exception {
    provider.hold("same");
    provider.failOnce("same");
    try (var windlass = start()) {
      var all = windlass.gather(cached("a"), lines(3));
      await().atMost(PATIENCE).until(() -> provider.asked("same") == 1);
      provider.letGo("same");

      var rows = get(all);
      assertThat(rows.stream().filter(Failed.class::isInstance)).hasSize(1);
      assertThat(rows.stream().filter(Succeeded.class::isInstance)).hasSize(2);
      assertThat(provider.asked("same")).isEqualTo(2);
    }
  }

  @Test
  void anAnswerThatDoesNotFitIsNotKept() throws Exception {
    var number = asking("a").cache().answer("number").repair(0).build();
    try (var windlass = start()) {
      var rows = get(windlass.gather(number, lines(2)));
      assertThat(rows)
          .allSatisfy(row ->
              assertThat(row)
                  .isInstanceOfSatisfying(
                      Failed.class,
                      failed -> assertThat(failed.kind()).isEqualTo(FailureClass.INVALID_OUTPUT)));
      assertThat(provider.asked("same")).isEqualTo(2);
    }
  }

  @Test
  void whenWorkIsCancelledAnotherAsksInItsPlace() throws Exception {
    provider.hold("same");
    try (var windlass = start()) {
      var first = windlass.gather(cached("a"), lines(1));
      await().atMost(PATIENCE).until(() -> provider.asked("same") == 1);
      var second = windlass.gather(cached("b"), lines(1));
      get(windlass.run(cached("c"), Map.of("text", "other")));
      provider.letGo("same"); // whoever asks from now on is answered; the first is cut before
      first.cancel(true);

      assertThat(answer(get(second).getFirst())).isEqualTo("re: same");
      assertThat(provider.asked("same")).isLessThanOrEqualTo(2);
    }
  }
}
