package dev.windlass.deploy.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
  private static final Identity PLAIN = Identity.of("input", "chain", null, null, null);

  @Test
  void theSameWorkHasTheSameKey() {
    assertThat(Identity.of("input", "chain", null, null, null)).isEqualTo(PLAIN);
    assertThat(PLAIN.key()).matches("windlass-[0-9a-f]{32}");
  }

  @Test
  void eachPartMakesAnotherJob() {
    assertThat(
            Stream.of(
                PLAIN,
                Identity.of("other", "chain", null, null, null),
                Identity.of("input", "other", null, null, null),
                Identity.of("input", "chain", "name", null, null),
                Identity.of("input", "chain", null, "name", null),
                Identity.of("input", "chain", null, null, "name"),
                Identity.of("inputc", "hain", null, null, null)))
        .doesNotHaveDuplicates();
  }

  @Test
  void aFreshKeyIsRememberedInTheFolderUntilTheNextOne(@TempDir Path data) throws IOException {
    assertThat(PLAIN.keyIn(data, false)).isEqualTo(PLAIN.key());
    var fresh = PLAIN.keyIn(data, true);
    assertThat(fresh).isNotEqualTo(PLAIN.key());
    assertThat(PLAIN.keyIn(data, false)).isEqualTo(fresh);
    assertThat(PLAIN.keyIn(data, true)).isNotEqualTo(fresh);
  }
}
