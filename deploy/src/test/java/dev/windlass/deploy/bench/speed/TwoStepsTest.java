package dev.windlass.deploy.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TwoStepsTest {
  @Test
  void theSecondRequestIsTheConversationSoFarAndOneQuestionMore() throws IOException {
    var answer = "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Sa\\\"na\"}}]}";

    var country = TwoSteps.country("{\"country\":\"Ye\\\\men\"}");
    var city = TwoSteps.content(answer.getBytes(StandardCharsets.UTF_8));
    var messages = new ObjectMapper().readTree(TwoSteps.second(country, city)).path("messages");

    assertThat(messages).hasSize(4);
    assertThat(messages.at("/1/content").asText()).contains("the capital of Ye\\men?");
    assertThat(messages.at("/2/content").asText()).isEqualTo("Sa\"na");
    assertThat(messages.at("/3/content").asText())
        .startsWith("Sa\"na sounds like")
        .endsWith("the population of Sa\"na?");
  }

  @Test
  void theFirstRequestAsksForTheCapital() throws IOException {
    var messages = new ObjectMapper().readTree(TwoSteps.first("France")).path("messages");

    assertThat(messages.findValuesAsText("role")).containsExactly("system", "user");
  }

  @Test
  void anAnswerWithoutTextIsRefused() {
    assertThatThrownBy(() -> TwoSteps.content("{}".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("content");
  }
}
