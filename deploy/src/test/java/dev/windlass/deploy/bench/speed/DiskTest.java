package dev.windlass.deploy.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.bench.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {
  @TempDir Path folder;

  @Test
  void allFilesBelowAFolderCount() throws IOException {
    Files.write(folder.resolve("a"), new byte[10]);
    Files.write(Files.createDirectory(folder.resolve("deeper")).resolve("b"), new byte[5]);

    assertThat(Scratch.bytes(folder)).isEqualTo(15);
  }

  @Test
  void aFolderThatIsGoneHoldsNothing() throws IOException {
    assertThat(Scratch.bytes(folder.resolve("gone"))).isZero();
  }

  @Test
  void linesThatComeOneByOneAreTheSteps() {
    var before = new Disk.Size(1_000, 0);

    assertThat(Disk.bytesPerStep(before, before, new Disk.Size(41_000, 100), 0, 2)).isEqualTo(400);
  }

  @Test
  void ofLinesHandedOverAtOnceAStepBearsItsShareOfItsOwn() {
    // 1,000 lines of 60 bytes each, meanwhile 100 steps of 200; then 400 steps more
    var before = new Disk.Size(0, 0);
    var uploaded = new Disk.Size(1_000 * 60 + 100 * 200, 100);
    var after = new Disk.Size(uploaded.bytes() + 400 * 200, 500);

    assertThat(Disk.bytesPerStep(before, uploaded, after, 1_000, 2)).isEqualTo(200 + 60 / 2);
  }
}
