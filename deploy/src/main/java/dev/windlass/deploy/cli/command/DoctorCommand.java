package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.doctor.Doctor;
import dev.windlass.deploy.cli.doctor.Finding;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.job.Host;
import dev.windlass.deploy.cli.term.Exit;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What this machine lacks. */
@Command(
    description =
        "Checks Java, disk, port, clock, provider and database, and says what to do about each.")
final class DoctorCommand extends Verb {
  @Option(names = "--data", paramLabel = "DIR", description = "Folder of the journal (.windlass).")
  @Nullable String data;

  @Option(names = "--port", paramLabel = "N", description = "The server's port (8080).")
  int port = 8080;

  @Override
  public Exit call() {
    var failed = new AtomicBoolean();
    Doctor.examine(
        console(),
        Host.data(console(), data),
        port,
        finding -> {
          failed.compareAndSet(false, finding.grade() == Finding.Grade.FAIL);
          tell(finding);
        });
    return failed.get() ? Exit.UNEXPECTED : Exit.OK;
  }

  private void tell(Finding finding) {
    var grade = finding.grade().name().toLowerCase(Locale.ROOT);
    if (json) {
      var object =
          Json.object()
              .put("check", finding.what())
              .put("grade", grade)
              .put("found", finding.found());
      if (finding.remedy() != null) {
        object.put("remedy", finding.remedy());
      }
      print(object);
    } else if (!quiet || finding.grade() != Finding.Grade.OK) {
      console()
          .data(
              String.format(Locale.ROOT, "%-5s %-13s %s", grade, finding.what(), finding.found()));
      if (finding.remedy() != null) {
        console().data(" ".repeat(20) + finding.remedy());
      }
    }
    console().out().flush();
  }
}
