package dev.windlass.workers.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepSizesTest {
  @Test
  void roundsAndElementsAreOneStepAndCasesAreNot() {
    assertThat(StepSizes.withoutPlaces("/0")).isEqualTo("/0");
    assertThat(StepSizes.withoutPlaces("/2/each/5/0")).isEqualTo("/2/each/0");
    assertThat(StepSizes.withoutPlaces("/2/each/15/0/each/7/1")).isEqualTo("/2/each/0/each/1");
    assertThat(StepSizes.withoutPlaces("/1/choose/0/do/0")).isEqualTo("/1/choose/0/do/0");
    assertThat(StepSizes.withoutPlaces("/1/choose/1/do/0")).isEqualTo("/1/choose/1/do/0");
    assertThat(StepSizes.withoutPlaces("/1/parallel/left/0")).isEqualTo("/1/parallel/left/0");
  }

  @Test
  void eachStepOfEachJobIsLearnedByItself() {
    var sizes = new StepSizes();
    var one = sizes.of(Steps.step(1, "a"));
    assertThat(sizes.of(Steps.step(2, "a"))).isSameAs(one);
    assertThat(sizes.of(Steps.step(3, "b"))).isNotSameAs(one);
  }
}
