package dev.windlass.workers.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EmbeddingsReaderTest {
  private static EmbeddingsReader.Read read(String body, int inputs) throws IOException {
    return EmbeddingsReader.read(body.getBytes(StandardCharsets.UTF_8), inputs);
  }

  @Test
  void vectorsComeInTheOrderOfTheirInputsWhateverTheirOrderInTheAnswer() throws IOException {
    var found =
        read(
            "{\"object\":\"list\",\"data\":[{\"index\":1,\"embedding\":[0.5,-1e-3]},"
                + "{\"embedding\":[1,2],\"index\":0}],\"model\":\"m\","
                + "\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}",
            2);

    assertThat(found.vectors()).containsExactly("[1,2]", "[0.5,-1e-3]");
    assertThat(found.tokens()).isEqualTo(8);
  }

  @Test
  void aVectorMayBeInBase64() throws IOException {
    // 1.0 and -2.0 as 32-bit numbers, low byte first: 0000803f 000000c0
    assertThat(read("{\"data\":[{\"embedding\":\"AACAPwAAAMA=\"}]}", 1).vectors())
        .containsExactly("[1.0,-2.0]");
  }

  @Test
  void anAnswerThatLacksAVectorIsNone() {
    assertThatThrownBy(() -> read("{\"data\":[{\"index\":0,\"embedding\":[1]}]}", 2))
        .hasMessageContaining("one vector for each of 2 inputs");
    assertThatThrownBy(() -> read("{\"data\":[]}", 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("{\"data\":[{\"index\":0,\"embedding\":[\"x\"]}]}", 1))
        .isInstanceOf(IOException.class);
  }
}
