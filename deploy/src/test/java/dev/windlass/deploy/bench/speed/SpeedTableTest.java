package dev.windlass.deploy.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpeedTableTest {
  private static final Contender WINDLASS = Contenders.named("windlass");
  private static final Contender SCRIPT = Contenders.named("raw_asyncio");

  private static Figures figures(double rate, double others, long failed) {
    return new Figures(rate, 0.1284, 0.1511, 530.4, null, 0.031, others, failed);
  }

  @Test
  void aSystemIsComparedWithWindlass() {
    var line = SpeedTable.line(new SpeedTable.Measured(SCRIPT, figures(4_000, 0, 0)), 10_000.0);

    assertThat(line.split(" {2,}", -1))
        .containsExactly(
            "aiohttp by hand, uvloop",
            "4,000",
            "2.50",
            "0.128",
            "0.151",
            "530",
            "-",
            "3",
            "64",
            "nothing");
  }

  @Test
  void columnsStandUnderTheirHeads() {
    var line = SpeedTable.line(new SpeedTable.Measured(WINDLASS, figures(10_000, 0, 0)), 10_000.0);

    assertThat(line.indexOf("10,000") + "10,000".length())
        .isEqualTo(SpeedTable.HEAD.indexOf("steps/s") + "steps/s".length());
    assertThat(line.indexOf("0.128") + "0.128".length())
        .isEqualTo(SpeedTable.HEAD.indexOf("CPU ms") + "CPU ms".length());
  }

  @Test
  void withoutWindlassNothingIsCompared() {
    var line = SpeedTable.line(new SpeedTable.Measured(SCRIPT, figures(4_000, 0, 0)), null);

    assertThat(line).contains("4,000").doesNotContain("2.50");
  }

  @Test
  void aSystemThatCouldNotBeMeasuredHasItsLineAndTheReason() {
    var line =
        SpeedTable.line(new SpeedTable.Absent(SCRIPT, "not installed: pip: no network"), 1.0);

    assertThat(line)
        .startsWith("aiohttp by hand, uvloop")
        .endsWith("not measured: not installed: pip: no network");
  }

  @Test
  void figuresThatOthersDisturbedAreSaidToBe() {
    assertThat(SpeedTable.warnings(new SpeedTable.Measured(SCRIPT, figures(1, 0.05, 0)))).isEmpty();
    assertThat(SpeedTable.warnings(new SpeedTable.Measured(SCRIPT, figures(1, 0.42, 0))))
        .containsExactly("aiohttp by hand, uvloop: other programs used 0.4 processors meanwhile");
  }

  @Test
  void callsThatFailedAreTold() {
    assertThat(SpeedTable.warnings(new SpeedTable.Measured(SCRIPT, figures(1, 0, 1_200))))
        .containsExactly("aiohttp by hand, uvloop: 1,200 calls were not answered 200");
  }
}
