package dev.windlass.engine.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunksTest {
  @Test
  void aShortTextIsOneChunk() {
    assertThat(Chunks.of("Hello world.", 100, 10)).containsExactly("Hello world.");
  }

  @Test
  void aBlankTextIsNone() {
    assertThat(Chunks.of("  \n\n ", 100, 10)).isEmpty();
  }

  @Test
  void aChunkEndsWithItsParagraphWhereThatLeavesItHalfFull() {
    var text = "a".repeat(60) + "\n\n" + "b".repeat(60);

    assertThat(Chunks.of(text, 100, 0)).containsExactly("a".repeat(60), "b".repeat(60));
  }

  @Test
  void elseItEndsWithASentence() {
    var text = "One two three four. Five six seven eight nine ten eleven twelve";

    assertThat(Chunks.of(text, 30, 0).getFirst()).isEqualTo("One two three four.");
  }

  @Test
  void elseWithAWordAndTheNextBeginsAtAWordFurtherBack() {
    var chunks = Chunks.of("alpha beta gamma delta epsilon zeta", 20, 10);

    assertThat(chunks).startsWith("alpha beta gamma");
    assertThat(chunks.get(1)).startsWith("gamma delta");
  }

  @Test
  void aTextWithoutBlanksIsCutButNeverWithinACharacter() {
    var text = "\ud83d\ude00".repeat(300);

    var chunks = Chunks.of(text, 101, 10);

    assertThat(chunks)
        .allSatisfy(each -> {
          assertThat(each.length()).isLessThanOrEqualTo(101);
          assertThat(each.codePoints()).allMatch(point -> point == 0x1f600);
        });
  }

  @Test
  void whateverTheTextNothingIsLostAndNoChunkIsTooLong() {
    for (long seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var text = new StringBuilder();
      int words = random.nextInt(400);
      for (int i = 0; i < words; i++) {
        text.append("w").append(i).append(random.nextInt(12) == 0 ? ".\n\n" : " ");
      }
      int size = 100 + random.nextInt(300);

      var chunks = Chunks.of(text.toString(), size, random.nextInt(size / 2));

      var together = String.join(" ", chunks);
      for (int i = 0; i < words; i++) {
        assertThat(together).as("seed %s", seed).contains("w" + i);
      }
      assertThat(chunks).as("seed %s", seed).allMatch(each -> each.length() <= size);
    }
  }
}
