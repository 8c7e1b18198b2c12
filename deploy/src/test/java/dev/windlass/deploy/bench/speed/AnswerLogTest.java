package dev.windlass.deploy.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerLogTest {
  private static AnswerLog log(String... lines) throws IOException {
    var text = String.join("\n", lines);
    return AnswerLog.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String call(double end, int status) {
    return "{\"at\":1,\"end\":%d,\"status\":%d,\"tokens\":9,\"run\":\"r/0/1\"}"
        .formatted((long) (end * 1e9), status);
  }

  @Test
  void answersCountWhenTheyWereGivenNotInWhichOrderTheyWereWritten() throws IOException {
    var log = log(call(103, 200), call(101, 200), call(102, 200));

    assertThat(log.between(101.5, 103.5)).isEqualTo(2);
    assertThat(log.last()).isEqualTo(103);
  }

  @Test
  void anAnswerOnTheEdgeCountsOnceOfTwoStretches() throws IOException {
    var log = log(call(101, 200), call(102, 200), call(103, 200));

    assertThat(log.between(101, 102)).isEqualTo(1);
    assertThat(log.between(102, 103)).isEqualTo(1);
    assertThat(log.until(103)).isEqualTo(3);
  }

  @Test
  void whatWasRefusedOrGivenUpIsNoAnswer() throws IOException {
    var log = log(call(101, 200), call(102, 429), call(103, 0));

    assertThat(log.until(200)).isEqualTo(1);
    assertThat(log.others()).isEqualTo(2);
  }

  @Test
  void fieldsOfOtherProvidersArePassedOver() throws IOException {
    var log =
        log("{\"more\":{\"end\":1,\"status\":500},\"status\":200,\"end\":7000000000,\"x\":[1]}");

    assertThat(log.until(7)).isEqualTo(1);
    assertThat(log.others()).isZero();
  }

  @Test
  void aLastLineThatWasCutOffCountsAsNone() throws IOException {
    var log = log(call(101, 200), "{\"at\":1,\"end\":102000");

    assertThat(log.until(200)).isEqualTo(1);
  }

  @Test
  void anEmptyLogHasNothing() throws IOException {
    var log = log("");

    assertThat(log.until(200)).isZero();
    assertThat(log.last()).isZero();
  }
}
