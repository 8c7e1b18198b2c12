package dev.windlass.engine.journal.embedded;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Another process works on this data folder. */
public final class FolderLocked extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Path folder;
  private final long pid;
  private final @Nullable String url;

  FolderLocked(Path folder, long pid, @Nullable String url) {
    super(
        "the data folder "
            + folder
            + " is in use by process "
            + (pid > 0 ? pid : "(unknown)")
            + (url == null
                ? "; stop it, or choose another folder"
                : " at " + url + "; use WINDLASS_URL=" + url + ", stop it, or choose another"));
    this.folder = folder;
    this.pid = pid;
    this.url = url;
  }

  public Path folder() {
    return folder;
  }

  /** The holder's process id, 0 when it did not say. */
  public long pid() {
    return pid;
  }

  /** Where the holder can be spoken to, or null when it listens nowhere (yet). */
  public @Nullable String url() {
    return url;
  }
}
