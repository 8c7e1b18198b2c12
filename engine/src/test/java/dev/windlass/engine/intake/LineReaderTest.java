package dev.windlass.engine.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.partition.Line;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineReaderTest {
  private final LineReader reader = new LineReader(FakeJob.chain("country"), 1 << 20);

  @Test
  void aBareObjectIsTheInput() {
    var line = read("{\"country\":\"France\",\"id\":7,\"labels\":1}");
    assertThat(line.fault()).isNull();
    assertThat(line.id()).isNull();
    assertThat(line.input().get("country").asText()).isEqualTo("France");
    assertThat(line.digest()).isNull();
  }

  @Test
  void anEnvelopeHasAnIdAnInputAndLabels() {
    var line = read("{\"id\":\"fr\",\"input\":{\"country\":\"France\"},\"labels\":{\"a\":\"b\"}}");
    assertThat(line.fault()).isNull();
    assertThat(line.id()).isEqualTo("fr");
    assertThat(line.labels()).isEqualTo(Map.of("a", "b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                                          | invalid-json",
        "`  `                                                        | invalid-json",
        "{                                                           | invalid-json",
        "{\"country\":\"x\"} x                                       | invalid-json",
        "{\"country\":\"x\"}{}                                       | invalid-json",
        "{\"country\":1,\"country\":2}                               | invalid-json",
        "{'country':1}                                               | invalid-json",
        "{\"country\":NaN}                                           | invalid-json",
        "{\"country\":\"\\u0000\"}                                   | invalid-json",
        "{\"country\":\"\\ud83d\"}                                   | invalid-json",
        "{\"country\":{\"\\udc00\":1}}                               | invalid-json",
        "[1]                                                         | wrong-type",
        "\"text\"                                                    | wrong-type",
        "12                                                          | wrong-type",
        "null                                                        | wrong-type",
        "{}                                                          | missing-variable",
        "{\"input\":{}}                                              | missing-variable",
        "{\"input\":7}                                               | wrong-type",
        "{\"input\":null}                                            | wrong-type",
        "{\"input\":{\"country\":1},\"id\":7}                        | wrong-type",
        "{\"input\":{\"country\":1},\"id\":\"\"}                     | wrong-type",
        "{\"input\":{\"country\":1},\"lables\":{}}                   | unknown-field",
        "{\"input\":{\"country\":1},\"labels\":[]}                   | wrong-type",
        "{\"input\":{\"country\":1},\"labels\":{\"a\":1}}            | wrong-type",
        "{\"input\":{\"country\":1},\"labels\":{\"\":\"a\"}}         | out-of-range",
      })
  void whatIsWrongWithALineHasACode(String text, String code) {
    var line = read(text);
    assertThat(line.fault()).isNotNull().extracting(Line.Fault::code).isEqualTo(code);
    assertThat(line.text()).isEqualTo(text);
  }

  @Test
  void boundsAreKeptToTheLetter() {
    assertThat(codeOf("{\"country\":" + "[".repeat(63) + "]".repeat(63) + "}")).isNull();
    assertThat(codeOf("{\"country\":" + "[".repeat(64) + "]".repeat(64) + "}"))
        .isEqualTo("too-deep");
    assertThat(codeOf("[".repeat(100_000))).isEqualTo("too-deep");
    assertThat(codeOf("{\"country\":" + "9".repeat(100) + "}")).isNull();
    assertThat(codeOf("{\"country\":" + "9".repeat(101) + "}")).isEqualTo("out-of-range");
    assertThat(codeOf(envelope("\"id\":\"" + "x".repeat(128) + "\""))).isNull();
    assertThat(codeOf(envelope("\"id\":\"" + "😀".repeat(128) + "\""))).isNull();
    assertThat(codeOf(envelope("\"id\":\"" + "x".repeat(129) + "\""))).isEqualTo("wrong-type");
    assertThat(codeOf(envelope("\"labels\":{\"" + "k".repeat(64) + "\":\"v\"}"))).isNull();
    assertThat(codeOf(envelope("\"labels\":{\"" + "k".repeat(65) + "\":\"v\"}")))
        .isEqualTo("out-of-range");
    assertThat(codeOf(envelope("\"labels\":{\"k\":\"" + "v".repeat(513) + "\"}")))
        .isEqualTo("out-of-range");
    var seventeen = new StringBuilder("\"labels\":{");
    for (int i = 0; i < 17; i++) {
      seventeen.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"v\"");
    }
    assertThat(codeOf(envelope(seventeen + "}"))).isEqualTo("out-of-range");
  }

  @Test
  void bytesThatAreNoUtf8AreKeptAsADigestOnly() {
    for (var bytes :
        new byte[][] {
          {'{', (byte) 0xFF, '}'},
          {(byte) 0xC0, (byte) 0xAF}, // an overlong slash
          {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // a surrogate
          {(byte) 0xE2, (byte) 0x82}, // cut short
        }) {
      var line = reader.read(RawLine.of(bytes, 0, bytes.length));
      assertThat(line.fault()).isNotNull().extracting(Line.Fault::code).isEqualTo("invalid-utf8");
      assertThat(line.text()).isNull();
      assertThat(line.digest()).hasSize(64);
    }
    assertThat(codeOf("{\"country\":\"\uFFFD\"}")).isNull();
  }

  @Test
  void bytesThatLookLikeUtf16AreNoJson() {
    var bytes = "{\"country\":1}".getBytes(StandardCharsets.UTF_16BE);
    assertThat(reader.read(RawLine.of(bytes, 0, bytes.length)).fault()).isNotNull();
    assertThat(codeOf("\uFEFF{\"country\":1}")).isEqualTo("invalid-json");
  }

  @Test
  void aFaultNeverQuotesTheLine() {
    var line = read("{\"country\": secretword}");
    assertThat(Objects.requireNonNull(line.fault()).message())
        .doesNotContain("secretword")
        .contains("column");
  }

  private static String envelope(String further) {
    return "{\"input\":{\"country\":\"x\"}," + further + "}";
  }

  private Line read(String text) {
    return reader.read(RawLine.of(text));
  }

  private @Nullable String codeOf(String text) {
    var fault = read(text).fault();
    return fault == null ? null : fault.code();
  }
}
