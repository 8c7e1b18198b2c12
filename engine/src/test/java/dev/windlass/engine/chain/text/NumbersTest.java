package dev.windlass.engine.chain.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values are CPython 3's own, by {@code repr} and {@code format}. */
class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "14, 14",
    "3.0, 3.0",
    "0.10, 0.1",
    "1e5, 100000.0",
    "1e16, 1e+16",
    "1e15, 1000000000000000.0",
    "123456789012345678901234567890, 123456789012345678901234567890",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "1.5e-7, 1.5e-07",
    "-2.50, -2.5",
    "9007199254740993, 9007199254740993",
    "3.141592653589793238, 3.141592653589793",
    "100.0, 100.0",
  })
  void numbersPrintAsPythonPrintsThem(String written, String printed) {
    assertThat(Printer.print(json(written))).isEqualTo(printed);
  }

  private static final List<List<String>> FORMATTED =
      List.of(
          List.of("14", "05d", "00014"),
          List.of("14", "", "14"),
          List.of("3.0", "", "3.0"),
          List.of("3.14159", ".2f", "3.14"),
          List.of("1234567", ",", "1,234,567"),
          List.of("1234567.5", ",.1f", "1,234,567.5"),
          List.of("14", ".1f", "14.0"),
          List.of("0.1256", ".1%", "12.6%"),
          List.of("255", "x", "ff"),
          List.of("255", "#X", "0XFF"),
          List.of("255", "08b", "11111111"),
          List.of("-14", "05d", "-0014"),
          List.of("14", "+d", "+14"),
          List.of("14", "^6", "  14  "),
          List.of("14", "*<6", "14****"),
          List.of("2.5", ".0f", "2"),
          List.of("3.5", ".0f", "4"),
          List.of("2.675", ".2f", "2.67"),
          List.of("123456789", "e", "1.234568e+08"),
          List.of("0.00001234", ".3g", "1.23e-05"),
          List.of("1234567.0", "g", "1.23457e+06"),
          List.of("100.0", ".3", "1e+02"),
          List.of("10.0", ".3", "10.0"),
          List.of("1234", "010,", "00,001,234"),
          List.of("1234567", "_", "1_234_567"),
          List.of("-3.14159", "08.2f", "-0003.14"),
          List.of("14", "=+6", "+   14"),
          List.of("0.0", ".2e", "0.00e+00"),
          List.of("65535", "_x", "ffff"),
          List.of("1e16", "10", "     1e+16"),
          List.of("0.5", "%", "50.000000%"),
          List.of("0", "g", "0"),
          List.of("12.0", "G", "12"),
          List.of("\"ab\"", ">5", "   ab"),
          List.of("\"ab\"", "^5", " ab  "),
          List.of("\"abcdef\"", ".3", "abc"),
          List.of("\"ab\"", "-<4", "ab--"),
          List.of("\"ab\"", "05", "ab000"),
          List.of("\"ab\"", "s", "ab"),
          List.of("\"日本\"", ">4", "  日本"));

  @Test
  void formatSpecsGiveWhatPythonGives() {
    for (var row : FORMATTED) {
      assertThat(FormatSpec.parse(row.get(1)).format(json(row.get(0))))
          .as("%s by %s", row.get(0), row.get(1))
          .isEqualTo(row.get(2));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"q", ".f", "5.2d", ".2.3", "99999999999d", ".500f", "#f", ",x", "+s", "!r", "x5"})
  void aSpecThatFitsNoValueIsRefused(String spec) {
    assertThatThrownBy(() -> FormatSpec.parse(spec)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"3.14\"', .2f, a number",
    "3.5, d, integer",
    "3, s, text",
    "3, .2, precision",
    "'\"a\"', '=5', numbers"
  })
  void aValueThatDoesNotFitItsSpecIsAFault(String value, String spec, String why) {
    assertThatThrownBy(() -> FormatSpec.parse(spec).format(json(value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "1.", ".5", "1e", "--1", "0x10", "1 2", "1e999999999", "NaN"})
  void whatIsNoNumberIsNotReadAsOne(String text) {
    assertThat(Numbers.parse(text)).isNull();
  }

  @Test
  void listsAndObjectsPrintAsJsonWithTheirTextsVerbatim() {
    var value = json("{\"a\": [1, 2.50, null, true], \"b\": \"q\\\"é\\n\", \"c\": {}}");

    assertThat(Printer.print(value))
        .isEqualTo("{\"a\":[1,2.5,null,true],\"b\":\"q\\\"é\\n\",\"c\":{}}");
  }

  private static JsonNode json(String text) {
    try {
      return Json.read(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
