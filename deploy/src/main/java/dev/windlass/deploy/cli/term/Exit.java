package dev.windlass.deploy.cli.term;

/** How a command ends. The numbers are part of the contract with scripts and never change. */
public enum Exit {
  OK(0),
  /** A bug, a full disk, a broken machine. */
  UNEXPECTED(1),
  /** The command line, a chain or an input is wrong; nothing was started. */
  USAGE(2),
  /** The job ended and some of its lines failed. */
  FAILED_LINES(3),
  NOT_FOUND(4),
  /** The server or the provider did not accept who asks. */
  REFUSED(5),
  UNREACHABLE(6),
  /** Something else holds the port, the folder or the name, or the state forbids it. */
  CONFLICT(7),
  TIMED_OUT(8),
  /** Ctrl-C: the command went, the work stays. */
  DETACHED(130);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The end with this number, {@link #UNEXPECTED} for one that has no name here. */
  public static Exit ofCode(int code) {
    for (var each : values()) {
      if (each.code == code) {
        return each;
      }
    }
    return UNEXPECTED;
  }

  /** What an HTTP status of a server means for the one who typed the command. */
  public static Exit ofStatus(int status) {
    return switch (status) {
      case 400, 413, 414, 415, 422 -> USAGE;
      case 401, 403 -> REFUSED;
      case 404, 410 -> NOT_FOUND;
      case 402, 409, 412, 428 -> CONFLICT;
      case 408, 429, 502, 503, 504 -> UNREACHABLE;
      default -> UNEXPECTED;
    };
  }
}
