package dev.windlass.engine.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
  private static final int MAX = 10;
  private static final String BOM = "\uFEFF";

  @Test
  void linesEndAtLfAloneHoweverTheBytesAreCut() {
    everyCut("a\nbc\n", List.of("a", "bc"));
    everyCut("a\r\nb\r\r\nc\rd\n", List.of("a", "b\r", "c\rd"));
    everyCut("a\n\n\r\nb\n", List.of("a", "", "", "b"));
    everyCut("a\u2028b\u0085c\n", List.of("a\u2028b\u0085c"));
    everyCut("ä€\n😀\n", List.of("ä€", "😀"));
    everyCut("", List.of());
  }

  @Test
  void aBodyThatEndsWellEndsItsLastLine() {
    everyCut("a\nb", List.of("a", "b"));
    everyCut("a\nb\r", List.of("a", "b\r"));
    everyCut("\n", List.of(""));
  }

  @Test
  void aByteOrderMarkIsStrippedBeforeLineOneOnly() {
    everyCut(BOM + "a\n" + BOM + "b\n", List.of("a", BOM + "b"));
    everyCut(BOM, List.of());
    everyCut(BOM + "\n", List.of(""));
    assertThat(texts(new LineSplitter(MAX, false), BOM + "a\n", 100)).containsExactly(BOM + "a");
  }

  @Test
  void aLineIsTooLargeFromOneByteBeyondTheBoundOn() {
    everyCut("1234567890\n", List.of("1234567890"));
    everyCut("1234567890\r\n", List.of("1234567890"));
    everyCut(BOM + "1234567890\r\n", List.of("1234567890"));
    everyCut("12345678901\nb\n", List.of(digest("12345678901"), "b"));
    everyCut(
        "123456789012345678901234567890\r\nb",
        List.of(digest("123456789012345678901234567890"), "b"));
    everyCut(BOM + "12345678901234567890\n", List.of(digest("12345678901234567890")));
  }

  @Test
  void aLargeLineWithoutAnEndIsOneToo() {
    everyCut("a\n12345678901234567890", List.of("a", digest("12345678901234567890")));
    everyCut("12345678901234567890\r", List.of(digest("12345678901234567890\r")));
    everyCut("1234567890\r1234567890\r\n", List.of(digest("1234567890\r1234567890")));
  }

  private static void everyCut(String body, List<String> lines) {
    for (int size = 1; size <= 12; size++) {
      assertThat(texts(new LineSplitter(MAX, true), body, size)).as("in %d", size).isEqualTo(lines);
    }
  }

  private static List<String> texts(LineSplitter splitter, String body, int size) {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var texts = new ArrayList<String>();
    for (int at = 0; at < bytes.length; at += size) {
      var chunk = ByteString.fromArray(bytes, at, Math.min(size, bytes.length - at));
      splitter.feed(chunk).forEach(line -> texts.add(shown(line)));
    }
    splitter.end().forEach(line -> texts.add(shown(line)));
    return texts;
  }

  private static String shown(RawLine line) {
    return line.isTooLarge() ? "sha256 " + line.digest() : String.valueOf(line.text());
  }

  private static String digest(String text) {
    var sha = RawLine.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256 " + HexFormat.of().formatHex(sha);
  }
}
