package dev.windlass.deploy.cli;

import java.net.URI;

/** Something that serves HTTP in this process until it is stopped. */
public interface Running {
  /** Where it listens, with the port it really has. */
  URI url();

  /** What a person is told once it has started. */
  default String said() {
    return "listening on " + url().toString().replaceFirst("/$", "");
  }

  /**
   * Takes no new work, lets what is under way end and be stored, frees port and folder. Blocks
   * until then; a second call does nothing.
   */
  void stop();
}
