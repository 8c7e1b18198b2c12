package dev.windlass.deploy.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResultLineTest {
  private static ResultLine read(String line) throws IOException {
    return ResultLine.read(line.getBytes(StandardCharsets.UTF_8));
  }

  private static String row(ResultLine line) {
    return new String(java.util.Objects.requireNonNull(line.row()), StandardCharsets.UTF_8);
  }

  @Test
  void theCursorIsTakenOutAndTheRestIsTheSameBytes() throws IOException {
    var line = read("{\"cursor\":\"c_1\",\"line\":1,\"output\":3.0,\"text\":\"\\u00e9 é\"}");

    assertThat(line.cursor()).isEqualTo("c_1");
    assertThat(row(line)).isEqualTo("{\"line\":1,\"output\":3.0,\"text\":\"\\u00e9 é\"}");
  }

  @Test
  void aCursorElsewhereInTheRowIsTakenOutToo() throws IOException {
    var line = read("{\"line\":1,\"cursor\":\"c_1\",\"output\":1e5}");

    assertThat(line.cursor()).isEqualTo("c_1");
    assertThat(row(line)).doesNotContain("cursor").contains("\"line\":1");
  }

  @Test
  void aRowThatTalksOfCursorsKeepsItsOwn() throws IOException {
    assertThat(row(read("{\"cursor\":\"c_1\",\"output\":{\"cursor\":\"mine\"}}")))
        .isEqualTo("{\"output\":{\"cursor\":\"mine\"}}");
  }

  @Test
  void controlLinesSayHowItGoesOn() throws IOException {
    assertThat(read("{\"type\":\"end\",\"cursor\":\"c_9\"}").kind()).isEqualTo(ResultLine.Kind.END);
    assertThat(read("{\"cursor\":\"c_9\",\"type\":\"more\"}").kind())
        .isEqualTo(ResultLine.Kind.MORE);
    assertThat(read("{\"type\":\"more\",\"cursor\":\"c_9\"}").cursor()).isEqualTo("c_9");
  }

  @Test
  void linesAreSplitAtLineFeedsAloneAndACutOneIsDropped() throws IOException {
    var text = "a\u2028b\rc\n" + "x".repeat(200_000) + "\nhalf";
    var lines = new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));

    assertThat(lines.next()).asString(StandardCharsets.UTF_8).isEqualTo("a\u2028b\rc");
    assertThat(lines.next()).hasSize(200_000);
    assertThat(lines.next()).isNull();
  }
}
