package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.deploy.cli.JournalTools;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.engine.journal.Journals;
import dev.windlass.engine.journal.SchemaRefused;
import dev.windlass.engine.journal.copy.JournalCopy;
import dev.windlass.engine.journal.embedded.FolderBackup;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/** Journals as the settings name them, without a server. */
public final class JournalWork implements JournalTools {
  private static final int BROKEN = 1;
  private static final int NOT_FOUND = 4;
  private static final int CONFLICT = 7;

  private JournalWork() {}

  /** For the command line. */
  public static JournalTools tools() {
    return new JournalWork();
  }

  @Override
  public List<String> migrate(Database at) throws StartFailure {
    return done(() -> Journals.migrate(config(at)));
  }

  @Override
  public String migrationSql(Database at) throws StartFailure {
    return done(() -> Journals.migrationSql(config(at)));
  }

  @Override
  public Copied copy(Path from, Database to, Progress progress) throws StartFailure {
    return done(() -> {
      var copied = JournalCopy.run(from, config(to), progress::at);
      return new Copied(copied.events(), copied.snapshots());
    });
  }

  @Override
  public Backup backup(Path from, Path to) throws StartFailure {
    return done(() -> {
      var written = FolderBackup.write(from, to);
      return new Backup(written.events(), written.bytes());
    });
  }

  private static Config config(Database at) throws BadSettings {
    var said = new HashMap<String, Object>();
    said.put("windlass.journal.kind", "postgres");
    if (at.url() != null) {
      said.put("windlass.journal.postgres.url", at.url());
    }
    if (at.user() != null) {
      said.put("windlass.journal.postgres.user", at.user());
    }
    return Settings.load(
        at.config(), ConfigFactory.parseMap(said, "the command line"), System.getenv());
  }

  private interface Work<T> {
    T run() throws IOException, BadSettings;
  }

  private static <T> T done(Work<T> work) throws StartFailure {
    try {
      return work.run();
    } catch (NoSuchFileException e) {
      throw new StartFailure(NOT_FOUND, String.valueOf(e.getMessage()));
    } catch (FileAlreadyExistsException e) {
      throw new StartFailure(CONFLICT, String.valueOf(e.getMessage()));
    } catch (SchemaRefused | BadSettings | RuntimeException e) {
      throw Failures.of(e, "the journal");
    } catch (IOException e) {
      throw new StartFailure(BROKEN, String.valueOf(e.getMessage()));
    }
  }
}
