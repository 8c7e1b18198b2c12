package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.workers.limits.Shares.Claim;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SharesTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-9);

  @Test
  void nobodyGetsMoreThanWantedWhileAnotherWantsMore() {
    assertThat(parts(0.2, 1, 1)).containsExactly(new double[] {0.2, 0.4, 0.4}, CLOSE);
    assertThat(parts(0.2, 0.3, 1)).containsExactly(new double[] {0.2, 0.3, 0.5}, CLOSE);
  }

  @Test
  void whatNobodyWantsIsDividedEvenly() {
    assertThat(parts(0, 0)).containsExactly(new double[] {0.5, 0.5}, CLOSE);
    assertThat(parts(0.2, 0.2, 0)).containsExactly(new double[] {0.4, 0.4, 0.2}, CLOSE);
  }

  @Test
  void whoWantsNothingHasNothingWhileOthersWantAll() {
    assertThat(parts(0, 1, 0)).containsExactly(new double[] {0, 1, 0}, CLOSE);
  }

  @Test
  void wherePartsWouldBeOfNoUseTheFirstInTurnHoldThem() {
    assertThat(Shares.parts(List.of(new Claim(0.5, 1), new Claim(0.5, 1), new Claim(0.5, 1))))
        .containsExactly(new double[] {0.5, 0.5, 0}, CLOSE);
    assertThat(Shares.parts(List.of(new Claim(0.2, 1), new Claim(1, 1), new Claim(0.2, 1))))
        .containsExactly(new double[] {1, 0, 0}, CLOSE);
    assertThat(Shares.parts(List.of(new Claim(0.6, 0), new Claim(0.6, 0))))
        .containsExactly(new double[] {1, 0}, CLOSE);
  }

  @Test
  void placesAreWholeAndAllOfThemAreGiven() {
    var all = new boolean[] {true, true, true};
    assertThat(Shares.places(64, new int[] {100, 100, 100}, all)).containsExactly(22, 21, 21);
    assertThat(Shares.places(10, new int[] {2, 100, 0}, all)).containsExactly(2, 8, 0);
    assertThat(Shares.places(2, new int[] {9, 9, 9}, all)).containsExactly(1, 1, 0);
    assertThat(Shares.places(10, new int[] {1, 0, 0}, all)).containsExactly(4, 3, 3);
    assertThat(Shares.places(5, new int[] {9, 9, 9}, new boolean[] {false, true, false}))
        .containsExactly(0, 5, 0);
  }

  private static double[] parts(double... wanted) {
    return Shares.parts(
        java.util.Arrays.stream(wanted).mapToObj(each -> new Claim(0.01, each)).toList());
  }
}
