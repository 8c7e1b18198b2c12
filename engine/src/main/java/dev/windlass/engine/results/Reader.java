package dev.windlass.engine.results;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One client's reading. Waits, so it is called from virtual threads, one at a time. */
interface Reader extends AutoCloseable {
  /** The next rows, the last of them More or End; null behind that. */
  @Nullable List<ResultItem> next();

  /** From any thread, also while {@link #next} waits; ends that wait soon. */
  void stop();

  /** Puts away what the next reader can use; not while {@link #next} runs. */
  @Override
  void close();
}
