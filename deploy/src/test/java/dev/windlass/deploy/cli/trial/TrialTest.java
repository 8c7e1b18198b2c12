package dev.windlass.deploy.cli.trial;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windlass.deploy.cli.term.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTest {
  @TempDir Path folder;

  private Path program(String... parts) throws IOException {
    var file = Path.of(folder.toString(), parts);
    Files.createDirectories(requireNonNull(file.getParent()));
    Files.writeString(file, "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  @Test
  void aProcessIsFoundAgainByItsIdUntilItHasEnded() throws Exception {
    var pid = folder.resolve("pid");
    var sleeps = Spawned.start(List.of("sleep", "60"), Map.of(), pid, folder.resolve("sleep.log"));

    var found = requireNonNull(Spawned.find(pid));
    assertThat(found.pid()).isEqualTo(sleeps.pid());

    found.signal("TERM");
    found.end(Duration.ofSeconds(10));
    assertThat(Spawned.find(pid)).isNull();
  }

  @Test
  void anIdThatAnotherProcessHasByNowIsNotTakenForIt() throws Exception {
    var pid = folder.resolve("pid");
    Files.writeString(pid, ProcessHandle.current().pid() + " 0\n");

    assertThat(Spawned.find(pid)).isNull();
  }

  @Test
  void whatIsNoIdIsNobody() throws Exception {
    var pid = folder.resolve("pid");

    assertThat(Spawned.find(pid)).isNull();
    Files.writeString(pid, "not a number\n");
    assertThat(Spawned.find(pid)).isNull();
  }

  @Test
  void withoutADatabaseItSaysWhatToInstall() {
    assertThatThrownBy(() -> LocalPostgres.of(folder, folder.toString(), List.of()))
        .isInstanceOfSatisfying(
            CliFailure.class,
            failure -> {
              assertThat(failure.what()).contains("PostgreSQL", "none");
              assertThat(failure.next()).contains("apt-get install postgresql");
            });
  }

  @Test
  void theNewestDatabaseOfTheMachineIsTaken() throws Exception {
    for (var version : List.of("9.6", "15", "17")) {
      program("packaged", version, "bin", "initdb");
      program("packaged", version, "bin", "postgres");
    }
    program("packaged", "18", "bin", "initdb"); // the server itself is not installed

    assertThat(Machine.postgres("", List.of(folder.resolve("packaged"))))
        .isEqualTo(folder.resolve("packaged/17/bin"));
  }

  @Test
  void aDatabaseOnThePathStandsBeforeThePackagedOnes() throws Exception {
    program("packaged", "17", "bin", "initdb");
    program("packaged", "17", "bin", "postgres");
    program("mine", "initdb");
    program("mine", "postgres");

    var found =
        Machine.postgres(folder.resolve("mine").toString(), List.of(folder.resolve("packaged")));
    assertThat(found).isEqualTo(folder.resolve("mine"));
  }

  @Test
  void whatIsWrittenDownIsReadBackAndNobodyElseMayReadIt() throws Exception {
    var plan = Plan.fresh(3);
    plan.write(folder);

    assertThat(Plan.read(folder)).isEqualTo(plan);
    assertThat(plan.nodes()).doesNotHaveDuplicates().hasSize(3);
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(Plan.FILE))))
        .isEqualTo("rw-------");
  }

  @Test
  void aFileOfSomebodyElseIsNotTakenForACluster() throws Exception {
    Files.writeString(folder.resolve(Plan.FILE), "{\"name\":\"mine\"}");

    assertThatThrownBy(() -> Plan.read(folder)).isInstanceOf(CliFailure.class);
  }
}
