package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LimitIdTest {
  @Test
  void onlyAFurtherKeyIsNamed() {
    assertThat(new LimitId("openai", "gpt-x")).hasToString("openai/gpt-x");
    assertThat(new LimitId("openai", "gpt-x", 0)).isEqualTo(new LimitId("openai", "gpt-x"));
    assertThat(new LimitId("openai", "gpt-x", 1)).hasToString("openai#2/gpt-x");
  }

  @Test
  void thereIsNoKeyBeforeTheFirst() {
    assertThatThrownBy(() -> new LimitId("openai", "gpt-x", -1))
        .hasMessageContaining("openai")
        .hasMessageContaining("-1");
  }
}
