package dev.windlass.deploy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.windlass.deploy.embedded.RunResult.Cancelled;
import dev.windlass.deploy.embedded.RunResult.Failed;
import dev.windlass.deploy.embedded.RunResult.Succeeded;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindlassTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Chain ECHO =
      Chain.named("echo").model("openai/m").ask("{text}").as("answer").build();

  record Text(String text) {}

  record Answer(String answer) {}

  private Answering provider;

  @BeforeEach
  void provider() throws Exception {
    provider = new Answering();
  }

  @AfterEach
  void end() {
    provider.close();
  }

  private EmbeddedSettings settings() {
    return Windlass.settings().openAi(provider.base(), null).set("windlass.shutdown-calls", "1s");
  }

  private static <T> T get(java.util.concurrent.CompletableFuture<T> stage) throws Exception {
    return stage.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static String answer(RunResult row) {
    return ((Succeeded) row).as(Answer.class).answer();
  }

  @Test
  void resultsComeInTheOrderOfTheLinesWhateverTheirKind() throws Exception {
    provider.hold("a");
    try (var windlass = settings().start()) {
      var all =
          windlass.gather(
              ECHO,
              List.of(
                  Map.of("text", "a"),
                  new Text("b"),
                  Json.object().put("text", "c"),
                  new Line("mine", Map.of("text", "d"))));
      await().atMost(PATIENCE).until(() -> provider.asked.size() == 4);
      assertThat(all).isNotDone();
      provider.letGo("a");

      var rows = get(all);
      assertThat(rows)
          .extracting(WindlassTest::answer)
          .containsExactly("re: a", "re: b", "re: c", "re: d");
      assertThat(rows).extracting(RunResult::id).containsExactly("1", "2", "3", "mine");
      assertThat(rows).extracting(RunResult::line).containsExactly(1L, 2L, 3L, 4L);
      assertThat(rows).extracting(RunResult::attempts).containsOnly(1);
      assertThat(rows).extracting(RunResult::usage).containsOnly(new Usage(3, 4, 0));
    }
  }

  @Test
  void resultsCanBeHadAsTheirLinesEnd() throws Exception {
    provider.hold("a", "b", "c");
    try (var windlass = settings().start()) {
      var rows = Receiving.of(windlass.asCompleted(ECHO, Stream.of("a", "b", "c").map(Text::new)));
      assertThat(provider.asked).as("calls before anybody wants a result").isEmpty();
      rows.subscription().request(Long.MAX_VALUE);
      for (var next : List.of("c", "a", "b")) {
        int before = rows.got.size();
        provider.letGo(next);
        await().atMost(PATIENCE).until(() -> rows.got.size() > before);
        assertThat(answer(rows.got.getLast())).isEqualTo("re: " + next);
      }
      assertThat(rows.ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(rows.failed).isNull();
    }
  }

  @Test
  void aRowThatFailsIsAValueBesideTheOthers() throws Exception {
    try (var windlass = settings().start()) {
      var rows =
          get(
              windlass.gather(
                  ECHO,
                  List.of(new Text("good"), new Text("bad"), Map.of("other", 1), "no object")));

      assertThat(answer(rows.get(0))).isEqualTo("re: good");
      assertThat(rows.get(1))
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> {
                assertThat(failed.kind()).isEqualTo(FailureClass.BAD_REQUEST);
                assertThat(failed.attempts()).isEqualTo(1);
                assertThat(failed.message()).contains("no such thing");
                assertThat(failed.raw()).contains("no such thing");
              });
      assertThat(rows.subList(2, 4))
          .allSatisfy(row ->
              assertThat(row)
                  .isInstanceOfSatisfying(
                      Failed.class,
                      failed -> {
                        assertThat(failed.kind()).isEqualTo(FailureClass.LINE_INVALID);
                        assertThat(failed.attempts()).isZero();
                      }));
    }
  }

  @Test
  void resultsWaitUntilTheyAreAskedFor() throws Exception {
    try (var windlass = settings().start()) {
      var rows =
          Receiving.of(
              windlass.asCompleted(ECHO, Stream.of("1", "2", "3", "4", "5").map(Text::new)));
      rows.subscription().request(2);
      await().atMost(PATIENCE).until(() -> provider.asked.size() == 5);
      await().atMost(PATIENCE).until(() -> rows.got.size() == 2);

      get(windlass.run(ECHO, new Text("other"))); // by now the five have ended, too
      assertThat(rows.got).hasSize(2);
      rows.subscription().request(3);
      assertThat(rows.ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(rows.got)
          .extracting(WindlassTest::answer)
          .containsExactlyInAnyOrder("re: 1", "re: 2", "re: 3", "re: 4", "re: 5");
    }
  }

  @Test
  void whoCancelsTheResultCancelsTheWork() throws Exception {
    provider.hold("a");
    try (var windlass = settings().pool(1).start()) {
      var all = windlass.gather(ECHO, Stream.of("a", "b", "c").map(Text::new));
      await().atMost(PATIENCE).until(() -> provider.asked.size() == 1);
      assertThat(all.cancel(true)).isTrue();

      assertThat(answer(get(windlass.run(ECHO, new Text("after"))))).isEqualTo("re: after");
      assertThat(provider.asked).containsExactly("a", "after");
    }
  }

  @Test
  void whoCancelsTheSubscriptionCancelsTheWork() throws Exception {
    provider.hold("b");
    try (var windlass = settings().pool(1).start()) {
      var rows = Receiving.of(windlass.asCompleted(ECHO, Stream.of("a", "b", "c").map(Text::new)));
      rows.subscription().request(10);
      await().atMost(PATIENCE).until(() -> provider.asked.size() == 2 && rows.got.size() == 1);
      rows.subscription().cancel();

      assertThat(answer(get(windlass.run(ECHO, new Text("after"))))).isEqualTo("re: after");
      assertThat(provider.asked).containsExactly("a", "b", "after");
    }
  }

  @Test
  void namedWorkGoesOnAfterARestartWithoutAskingTwice(@TempDir Path folder) throws Exception {
    var lines = Stream.of("1", "2", "3", "4", "5", "6").map(Text::new).toList();
    provider.hold("4", "5", "6");
    try (var windlass = settings().folder(folder).start()) {
      var rows = Receiving.of(windlass.named("six").asCompleted(ECHO, lines));
      rows.subscription().request(10);
      await().atMost(PATIENCE).until(() -> rows.got.size() == 3 && provider.asked.size() == 6);
    }
    provider.letAllGo();
    try (var windlass = settings().folder(folder).start()) {
      var rows = get(windlass.named("six").gather(ECHO, lines));
      assertThat(rows).hasSize(6).allMatch(Succeeded.class::isInstance);
      for (var done : List.of("1", "2", "3")) {
        assertThat(provider.asked(done)).as("calls for %s", done).isEqualTo(1);
      }
      int before = provider.asked.size();
      assertThat(get(windlass.named("six").gather(ECHO, lines))).isEqualTo(rows);
      assertThat(provider.asked).as("work that has ended calls nobody").hasSize(before);
      assertThatThrownBy(() -> get(windlass.named("six").gather(ECHO, List.of(new Text("other")))))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(Refused.class)
          .hasMessageContaining("six");
    }
  }

  @Test
  void workWithoutANameEndsWithTheProgram(@TempDir Path folder) throws Exception {
    provider.hold("a");
    java.util.concurrent.CompletableFuture<List<RunResult>> all;
    try (var windlass = settings().pool(1).folder(folder).start()) {
      all = windlass.gather(ECHO, Stream.of("a", "b").map(Text::new));
      await().atMost(PATIENCE).until(() -> provider.asked.size() == 1);
    }
    assertThatThrownBy(() -> all.join())
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("this Windlass was closed before the work had ended");
    provider.letAllGo();
    try (var windlass = settings().folder(folder).start()) {
      get(windlass.run(ECHO, new Text("later")));
      assertThat(provider.asked("b")).isZero();
    }
  }

  @Test
  void nothingIsLeftOfAnEngineThatWasClosed() throws Exception {
    var before = temporaryFolders();
    for (int turn = 0; turn < 2; turn++) {
      try (var windlass = Windlass.settings().simulated(Duration.ofMillis(1)).start()) {
        var row = get(windlass.run(ECHO, new Text("Hello")));
        assertThat(row).isInstanceOf(Succeeded.class);
        assertThat(row.facts().simulated()).isTrue();
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(threads()).as("threads after close").isEmpty());
      assertThat(temporaryFolders()).isEqualTo(before);
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("windlass") || name.contains("sqlite"))
        .toList();
  }

  private static List<Path> temporaryFolders() throws Exception {
    try (var all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(each -> each.getFileName().toString().startsWith("windlass-"))
          .sorted()
          .toList();
    }
  }

  @Test
  void workThatTheEngineDoesNotTakeFailsAsAWhole() throws Exception {
    var chain = Chain.named("other").model("nobody/m").ask("{text}").as("answer").build();
    var windlass = settings().start();
    try (windlass) {
      assertThatThrownBy(() -> get(windlass.gather(chain, List.of(new Text("a")))))
          .cause()
          .isInstanceOf(Refused.class)
          .hasMessageContaining("nobody");
    }
    assertThatThrownBy(() -> get(windlass.gather(ECHO, List.of(new Text("a")))))
        .cause()
        .isInstanceOf(IllegalStateException.class);
    var late = Receiving.of(windlass.asCompleted(ECHO, List.of(new Text("a"))));
    assertThat(late.failed).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anEngineThatCannotStartSaysWhatToDo(@TempDir Path folder) {
    assertThatThrownBy(() -> settings().set("windlass.wroker.pool", 3).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("windlass.wroker");
    try (var first = settings().folder(folder).start()) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> settings().folder(folder).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(folder.toString());
    }
    assertThat(Cancelled.class).isFinal();
  }
}
