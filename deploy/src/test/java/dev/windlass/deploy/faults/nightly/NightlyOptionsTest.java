package dev.windlass.deploy.faults.nightly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NightlyOptionsTest {
  @Test
  void withoutWordsEveryFaultIsDoneFiveTimesButTheLongJob() {
    var options = NightlyOptions.parse();

    assertThat(options.only()).containsExactly("F2", "F3", "F4", "F5", "F6", "F7", "F18");
    assertThat(options.times()).isEqualTo(5);
    assertThat(options.brief()).isFalse();
  }

  @Test
  void shortIsOneRunOfEach() {
    assertThat(NightlyOptions.parse("--short", "--times", "9").times()).isEqualTo(1);
  }

  @Test
  void whatIsMeantOtherwiseIsSaidWithTheUsage() {
    assertThatThrownBy(() -> NightlyOptions.parse("--only", "F2,F99"))
        .hasMessageContaining("there is no fault 'F99'")
        .hasMessageContaining("Usage: deploy/faults");
    assertThatThrownBy(() -> NightlyOptions.parse("--times", "0"))
        .hasMessageContaining("--times is 1 to 100");
    assertThatThrownBy(() -> NightlyOptions.parse("--previous", "nowhere.jar"))
        .hasMessageContaining("--previous nowhere.jar");
  }

  @Test
  void theHelpNamesEveryFault() {
    NightlyOptions.ALL
        .keySet()
        .forEach(name -> assertThat(NightlyOptions.usage()).contains("  " + name + " "));
  }
}
