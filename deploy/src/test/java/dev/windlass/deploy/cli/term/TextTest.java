package dev.windlass.deploy.cli.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "850 | 850 ms",
        "12_449 | 12.4 s",
        "200_000 | 3 m 20 s",
        "6_000_000 | 1 h 40 m",
        "183_600_000 | 2 d 3 h"
      })
  void lengthsAreToldInTwoUnitsAtMost(String millis, String told) {
    assertThat(Text.duration(Duration.ofMillis(Long.parseLong(millis.replace("_", "")))))
        .isEqualTo(told);
  }

  @Test
  void numbersAreGrouped() {
    assertThat(Text.count(0)).isEqualTo("0");
    assertThat(Text.count(999)).isEqualTo("999");
    assertThat(Text.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Text.count(-1_000)).isEqualTo("-1,000");
    assertThat(Text.rate(2.0)).isEqualTo("2");
    assertThat(Text.rate(2.46)).isEqualTo("2.5");
    assertThat(Text.rate(1234.5)).isEqualTo("1,235");
  }

  @Test
  void controlCharactersAreShownAndTextIsNot() {
    assertThat(Text.visible("Grüße\n\tab")).isEqualTo("Grüße\n\tab");
    assertThat(Text.visible("a\u001b[2Jb\rc\u009bd\u202ee"))
        .isEqualTo("a\\x1b[2Jb\\x0dc\\x9bd\\u202ee");
  }

  @Test
  void theNearestWordIsFoundOnlyWhenItIsNear() {
    var words = List.of("jobs", "job", "results", "run");

    assertThat(Text.nearest("jbos", words)).contains("jobs");
    assertThat(Text.nearest("result", words)).contains("results");
    assertThat(Text.nearest("rnu", words)).contains("run");
    assertThat(Text.nearest("xyzzy", words)).isEmpty();
  }
}
