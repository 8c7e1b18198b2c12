package dev.windlass.deploy.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpeedOptionsTest {
  @Test
  void withoutWordsEverySystemHasHalfAMinuteOrMore() {
    var options = SpeedOptions.parse();

    assertThat(options.systems()).isEqualTo(Contenders.names());
    assertThat(options.scenarios()).isEmpty();
    assertThat(options.seconds()).isGreaterThanOrEqualTo(30);
  }

  @Test
  void theQuickOneHasEverySystemWithShorterLoads() {
    var options = SpeedOptions.parse("quick");

    assertThat(options.systems()).isEqualTo(Contenders.names());
    assertThat(options.quick()).isTrue();
    assertThat(options.seconds()).isLessThan(20);
  }

  @Test
  void onlyTakesSystemsAndScenariosAlike() {
    var options = SpeedOptions.parse("--only", "restate,latency,windlass");

    assertThat(options.systems()).containsExactly("restate", "windlass");
    assertThat(options.scenarios()).containsExactly("latency");
  }

  @Test
  void aScenarioByItsNameAloneComparesNothing() {
    var options = SpeedOptions.parse("wide", "heap");

    assertThat(options.systems()).isEmpty();
    assertThat(options.scenarios()).containsExactly("wide", "heap");
  }

  @Test
  void allIsEverySystemAndEveryScenario() {
    var options = SpeedOptions.parse("all");

    assertThat(options.systems()).isEqualTo(Contenders.names());
    assertThat(options.scenarios())
        .containsExactly("durable", "wide", "heap", "latency", "flight", "growth");
  }

  @Test
  void anotherProviderAndLongerLoadsAreTaken() {
    var options = SpeedOptions.parse("--provider", "./mock -quiet", "--seconds", "60", "--keep");

    assertThat(options.provider()).isEqualTo("./mock -quiet");
    assertThat(options.seconds()).isEqualTo(60);
    assertThat(options.keep()).isTrue();
  }

  @Test
  void anUnknownNameIsRefusedWithTheListOfThose() {
    assertThatThrownBy(() -> SpeedOptions.parse("--only", "windlas"))
        .hasMessageContaining("there is no system and no scenario 'windlas'")
        .hasMessageContaining("langgraph_postgres");
  }

  @Test
  void aLoadTooShortToWarmUpIsRefused() {
    assertThatThrownBy(() -> SpeedOptions.parse("--seconds", "5"))
        .hasMessageContaining("--seconds is 6 to 600, not '5'");
    assertThatThrownBy(() -> SpeedOptions.parse("--seconds", "x")).hasMessageContaining("not 'x'");
  }

  @Test
  void aFlagWithoutItsValueIsRefused() {
    assertThatThrownBy(() -> SpeedOptions.parse("--provider"))
        .hasMessageContaining("--provider needs a value");
  }
}
