package dev.windlass.deploy.cli.term;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTableTest {
  private static final ZonedDateTime NOON =
      ZonedDateTime.of(2026, 5, 4, 12, 0, 0, 0, ZoneOffset.UTC);
  private static final List<JsonNode> ROWS =
      List.of(
          row(
              "'limit':'rpm','model':'gpt-x','configured':10000,'learned':8000,'used':6000,"
                  + "'waiting':3110,'waiting_since':'2026-05-04T11:56:00Z',"
                  + "'blocked_jobs':[{'job_id':'job_1','steps':3000},{'job_id':null,'steps':7}]"),
          row("'limit':'tpm','model':'gpt-x','configured':2000000,'used':830000,'waiting':0"),
          row(
              "'limit':'rpm','model':'c','learned':4000,'used':812,'waiting':0,"
                  + "'last_429_at':'2026-05-04T11:59:40Z','retry_after_ms':7000,'paused':'backoff'"),
          row(
              "'limit':'rpm','model':'d','learned':4000,'used':0,'waiting':9,"
                  + "'last_429_at':'2026-05-01T11:59:40Z','paused':'quota'"),
          row("'limit':'rpm','model':'*','configured':10000,'used':0,'waiting':0"));

  private static JsonNode row(String fields) {
    try {
      return Json.read(
          "{'provider':'openai',".replace('\'', '"') + fields.replace('\'', '"') + "}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void eachLimitSaysWhatIsAllowedUsedAndWaitedForAndForHowLong() {
    var lines = LimitTable.lines(ROWS, 140, false, NOON);

    assertThat(lines.get(0)).startsWith("LIMIT").contains("CONFIG", "LEARNED", "WAITING", "FOR");
    assertThat(lines.get(1)).contains("10,000", "8,000", "███████▌··", "6,000", "3,110", "4 m");
    assertThat(lines.get(2)).contains("2.0 M", "████▏·····", "830,000").endsWith("—");
    assertThat(lines.get(3)).contains("auto", "4,000").endsWith("11:59:40 (again in 7.0 s)");
    assertThat(lines.get(4)).endsWith("Fri 11:59 (quota exhausted)");
  }

  @Test
  void whatHoldsForEveryModelNeedsNoRowBesideTheModelsInUse() {
    assertThat(LimitTable.lines(ROWS, 140, false, NOON)).hasSize(5);
    assertThat(LimitTable.lines(ROWS.subList(4, 5), 140, false, NOON)).hasSize(2);
  }

  @Test
  void theJobsThatWaitStandUnderTheirLimit() {
    var lines = LimitTable.lines(ROWS, 140, true, NOON);

    assertThat(lines.get(2)).isEqualTo("  job_1  3,000 steps");
    assertThat(lines.get(3)).isEqualTo("  single runs  7 steps");
  }

  @Test
  void withoutATerminalThereAreNoBarsAndNothingIsCut() {
    var lines = LimitTable.lines(ROWS, 0, false, NOON);

    assertThat(String.join("", lines)).doesNotContain("█").contains("LEARNED", "quota exhausted");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 72, 80, 100, 120})
  void noLineIsWiderThanTheTerminal(int columns) {
    assertThat(LimitTable.lines(ROWS, columns, true, NOON))
        .allSatisfy(line -> assertThat(line.length()).isLessThan(columns));
  }
}
