package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The messages an ask adds to the conversation, as templates. A plain prompt is one user message.
 */
public record Prompt(List<Part> parts) {
  public sealed interface Part {}

  /** A message whose text is a template. */
  public record Text(String role, Template text) implements Part {}

  /**
   * A message of content parts in OpenAI's shape.
   *
   * @param shape the parts as written
   * @param content the same with its texts and urls as templates
   */
  public record Content(String role, JsonNode shape, Value content) implements Part {}

  /**
   * Messages from a variable that holds a list of {@code {role, content}}.
   *
   * @param last only so many from the end; 0 for all
   * @param optional a missing variable sends nothing
   */
  public record Placeholder(String variable, int last, boolean optional) implements Part {}
}
