package dev.windlass.workers.provider.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Json;
import dev.windlass.workers.provider.InvalidSetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswersTest {
  @Test
  void theCapitalsOfTheWorldAreKnown() throws IOException {
    assertThat(Countries.known().size()).isGreaterThanOrEqualTo(195);
    assertThat(
            say(
                "",
                "gpt-4o-mini",
                "Hello, what is the capital of France? Answer only with the city name."))
        .isEqualTo("Paris");
    assertThat(say("", "gpt-4o-mini", "What is the capital of the United States?"))
        .isEqualTo("Washington D.C.");
    assertThat(say("", "x", "Tokyo sounds like a nice place. What is the population of Tokyo?"))
        .isEqualTo("About 14,180,000 people live there.");
    assertThat(say("", "x", "What is the population of Washington D.C.?")).contains("679,000");
  }

  @Test
  void aTextIsRankedByHowMuchOfTheQuestionItsBestSentenceHas() throws IOException {
    var prompt =
        "The ferry is blue. The night ferry leaves at ten.\n\nAnswer, then say:\nScore: 0 to 100\n\n";

    assertThat(say("", "any", prompt + "Question: When leaves the night ferry?"))
        .isEqualTo("The night ferry leaves at ten.\nScore: 75"); // of: when, leaves, night, ferry
    assertThat(say("", "any", prompt + "Question: Who swims?"))
        .isEqualTo("The text does not say.\nScore: 0");
  }

  @Test
  void modelsDoWhatTheirNameSays() throws IOException {
    assertThat(say("", "echo", "Say it back")).isEqualTo("Say it back");
    assertThat(say("", "any", "SAY this and that")).isEqualTo("this and that");
    assertThat(say("", "yesno", "Is it?")).isIn("Yes", "No");
    assertThat(Long.parseLong(say("", "number", "How many?"))).isBetween(0L, 100L);
    assertThat(say("answer = same", "any", "What?")).isEqualTo("same");
    assertThat(say("answer-tokens = 100", "words", "What?")).hasSizeBetween(380, 420);
  }

  @Test
  void theSameQuestionHasTheSameAnswerAndAnotherQuestionAnother() throws IOException {
    assertThat(say("", "any", "One?")).isEqualTo(say("", "any", "One?"));
    assertThat(say("", "any", "One?")).isNotEqualTo(say("", "any", "Two?"));
    assertThat(say("seed = 2", "any", "One?")).isNotEqualTo(say("", "any", "One?"));
  }

  @Test
  void anAnswerFitsTheSchemaItIsAskedFor() throws IOException {
    var schema =
        """
        {"type":"object","required":["city","population","tags","kind","sure","near"],"properties":{
          "city":{"type":"string"},"population":{"type":"integer","minimum":5,"maximum":9},
          "tags":{"type":"array","items":{"type":"string"},"minItems":2,"maxItems":2},
          "kind":{"enum":["a","b"]},"sure":{"type":"boolean"},"near":{"$ref":"#/$defs/near"}},
         "$defs":{"near":{"type":"object","properties":{"km":{"type":"number","minimum":1}}}}}
        """;
    var request =
        "{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"What is the capital of Chad?\"}],"
            + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":"
            + schema
            + "}}}";
    var answer =
        Json.read(answers("").answer(ChatRequest.read(request.getBytes(StandardCharsets.UTF_8))));

    assertThat(answer.path("city").textValue()).isEqualTo("N'Djamena");
    assertThat(answer.path("population").asInt()).isBetween(5, 9);
    assertThat(answer.path("tags")).hasSize(2);
    assertThat(answer.path("kind").textValue()).isIn("a", "b");
    assertThat(answer.path("sure").isBoolean()).isTrue();
    assertThat(answer.at("/near/km").asDouble()).isGreaterThanOrEqualTo(1);
  }

  @Test
  void aScriptAnswersByTheTextInTheQuestion(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("script"), "weather\tIt rains.\n\nFrance\tLyon\n");
    var settings = "script = \"" + file + "\"";

    assertThat(say(settings, "any", "How is the weather?")).isEqualTo("It rains.");
    assertThat(say(settings, "any", "What is the capital of France?")).isEqualTo("Lyon");
  }

  @Test
  void aScriptWithoutATabIsRefusedWithItsLine(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("script"), "weather\tIt rains.\nno tab\n");
    assertThatThrownBy(() -> answers("script = \"" + file + "\""))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("line 2");
  }

  @Test
  void aShareBeyondAllIsRefusedByItsPath() {
    assertThatThrownBy(() -> answers("reset = 1.5"))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("windlass.simulated.reset");
    assertThatThrownBy(() -> answers("latancy = 5ms"))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("windlass.simulated.latancy");
  }

  private static String say(String settings, String model, String question) throws IOException {
    var request =
        Json.object()
            .put("model", model)
            .set(
                "messages",
                Json.read(
                    "[{\"role\":\"user\",\"content\":"
                        + Json.MAPPER.writeValueAsString(question)
                        + "}]"));
    return answers(settings)
        .answer(ChatRequest.read(Json.write(request).getBytes(StandardCharsets.UTF_8)));
  }

  private static Answers answers(String settings) {
    return new Answers(
        SimulatedSettings.of(ConfigFactory.parseString(settings), SimulatedSettings.ROOT));
  }
}
