package dev.windlass.deploy.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import org.jspecify.annotations.Nullable;

/** Problems, the server's and our own, as text for a person and as one object for a script. */
public final class Problems {
  private static final int SHOWN_ERRORS = 10;

  private Problems() {}

  static CliFailure failure(int status, @Nullable ObjectNode problem, String url) {
    if (problem == null) {
      return CliFailure.of(
          Exit.ofStatus(status),
          url + " answered " + status,
          "is that a Windlass server? WINDLASS_URL says where to ask");
    }
    return CliFailure.problem(Exit.ofStatus(status), text(problem), null, problem);
  }

  private static String text(ObjectNode problem) {
    var detail = problem.path("detail").asText();
    var title = problem.path("title").asText();
    var text = new StringBuilder(detail.isEmpty() ? title : detail);
    int shown = 0;
    var errors = problem.path("errors");
    if (errors.size() == 1 && errors.path(0).path("detail").asText().contentEquals(text)) {
      return text.append(place(errors.path(0))).toString();
    }
    for (var error : errors) {
      if (++shown > SHOWN_ERRORS) {
        text.append("\n  and ")
            .append(problem.path("errors").size() - SHOWN_ERRORS)
            .append(" more");
        break;
      }
      text.append("\n  ");
      if (error.has("line")) {
        text.append("line ").append(error.path("line").asLong()).append(": ");
      }
      text.append(error.path("detail").asText());
      text.append(place(error));
    }
    return text.toString();
  }

  private static String place(JsonNode error) {
    if (error.has("pointer")) {
      return " (" + error.path("pointer").asText() + ")";
    }
    return error.has("parameter") ? " (" + error.path("parameter").asText() + ")" : "";
  }

  /** One object for {@code --json}: the server's own, or ours in the same shape. */
  public static ObjectNode object(CliFailure failure) {
    var problem = failure.problem();
    if (problem != null) {
      return problem;
    }
    var made = Json.object();
    made.put("type", "about:blank");
    made.put("title", title(failure.exit()));
    made.put(
        "detail", failure.next() == null ? failure.what() : failure.what() + "; " + failure.next());
    made.put("exit_code", failure.exit().code());
    return made;
  }

  private static String title(Exit exit) {
    return switch (exit) {
      case OK -> "Done";
      case UNEXPECTED -> "Something broke";
      case USAGE -> "The request is wrong";
      case FAILED_LINES -> "Some lines failed";
      case NOT_FOUND -> "Not found";
      case REFUSED -> "Not allowed";
      case UNREACHABLE -> "No answer";
      case CONFLICT -> "In conflict with what is there";
      case TIMED_OUT -> "Not done in time";
      case DETACHED -> "Interrupted";
    };
  }
}
