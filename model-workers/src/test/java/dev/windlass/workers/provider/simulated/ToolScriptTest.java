package dev.windlass.workers.provider.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ToolScriptTest {
  private static final String ADD =
      "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"add\"}}]";

  @Test
  void theUserSaysWhatIsCalledInWhichRound() throws Exception {
    var asked =
        "{\"role\":\"user\",\"content\":\"Sum\\nCALL add {\\\"a\\\":1}\\nTHEN CALL add {\\\"a\\\":2}\"}";
    var first = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"x\"}]}";
    var gave =
        "{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"{\\\"answer\\\":\\\"3\\\"}\"}";

    assertThat(arguments(script(asked))).isEqualTo("{\"a\":1}");
    assertThat(arguments(script(asked + "," + first + "," + gave))).isEqualTo("{\"a\":2}");
    var all = script(asked + "," + first + "," + gave + "," + first + "," + gave);
    assertThat(all.calls()).isNull();
    assertThat(all.answer()).isEqualTo("The tools say: 3; 3");
  }

  @Test
  void whatIsNotOfferedIsNotCalled() throws Exception {
    var asked = "{\"role\":\"user\",\"content\":\"ALWAYS CALL multiply {}\"}";
    assertThat(script(asked).calls()).isNull();
    var none =
        ChatRequest.read(
                ("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"CALL add\"}],"
                        + ADD
                        + ",\"tool_choice\":\"none\"}")
                    .getBytes(StandardCharsets.UTF_8))
            .tools();
    assertThat(none.calls()).isNull();
  }

  private static String arguments(ToolScript script) {
    return Objects.requireNonNull(script.calls()).at("/0/function/arguments").asText();
  }

  private static ToolScript script(String messages) throws Exception {
    var body = "{\"model\":\"m\",\"messages\":[" + messages + "]," + ADD + "}";
    return ChatRequest.read(body.getBytes(StandardCharsets.UTF_8)).tools();
  }
}
