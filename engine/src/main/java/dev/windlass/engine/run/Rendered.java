package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.Prompt;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Scope;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one ask adds to the conversation, with its values in it.
 *
 * @param system set before the conversation, or null: there is none, or the prompt brings its own
 * @param messages the prompt's own
 * @param stop texts that end the answer
 */
record Rendered(@Nullable String system, List<Message> messages, List<String> stop) {
  private static final Set<String> ROLES = Set.of("system", "user", "assistant");

  static Rendered of(Step.Ask ask, Chain chain, Scope scope) throws RunFault {
    var messages = messages(ask.prompt(), scope);
    String system = null;
    var template = ask.system() != null ? ask.system() : chain.system();
    if (template != null && messages.stream().noneMatch(Rendered::isSystem)) {
      system = template.render(scope);
    }
    List<String> stop = List.of();
    if (!ask.stop().isEmpty()) {
      stop = new ArrayList<>();
      for (var each : ask.stop()) {
        stop.add(each.render(scope));
      }
    }
    return new Rendered(system, messages, stop);
  }

  private static List<Message> messages(Prompt prompt, Scope scope) throws RunFault {
    if (prompt.parts().size() == 1 && prompt.parts().getFirst() instanceof Prompt.Text only) {
      return List.of(Message.of(only.role(), only.text().render(scope)));
    }
    var all = new ArrayList<Message>();
    for (var part : prompt.parts()) {
      switch (part) {
        case Prompt.Text(var role, var text) -> all.add(Message.of(role, text.render(scope)));
        case Prompt.Content(var role, var shape, var content) ->
            all.add(new Message(role, content.evaluate(scope)));
        case Prompt.Placeholder placeholder -> fill(placeholder, scope, all);
      }
    }
    return all;
  }

  private static void fill(Prompt.Placeholder placeholder, Scope scope, List<Message> all)
      throws RunFault {
    var name = placeholder.variable();
    var value = scope.get(name);
    if (value == null || value.isNull()) {
      if (placeholder.optional()) {
        return;
      }
      throw new RunFault(
          FailureClass.MISSING_VARIABLE,
          "the placeholder \"" + name + "\" has no value; give it one or say optional: true");
    }
    if (!value.isArray()) {
      throw notMessages(name, "is no list");
    }
    int from = placeholder.last() == 0 ? 0 : Math.max(0, value.size() - placeholder.last());
    for (int i = from; i < value.size(); i++) {
      all.add(message(name, i, value.get(i)));
    }
  }

  private static Message message(String name, int index, JsonNode value) throws RunFault {
    var role = value.path("role");
    var content = value.path("content");
    if (!role.isTextual() || !ROLES.contains(role.textValue())) {
      throw notMessages(name, "has no role system, user or assistant at position " + index);
    }
    if (!content.isTextual() && !content.isArray()) {
      throw notMessages(name, "has no content at position " + index);
    }
    return new Message(role.textValue(), content);
  }

  private static RunFault notMessages(String name, String what) {
    return new RunFault(
        FailureClass.TEMPLATE_ERROR,
        "the placeholder \"" + name + "\" takes a list of {role, content}; its value " + what);
  }

  private static boolean isSystem(Message message) {
    return message.role().equals("system");
  }

  /** How many system messages the prompt begins with; they stay before the conversation. */
  int leading() {
    int leading = 0;
    while (leading < messages.size() && isSystem(messages.get(leading))) {
      leading++;
    }
    return leading;
  }

  /** The message that joins the conversation once it is answered, or null. */
  @Nullable Message joining() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role().equals("user")) {
        return messages.get(i);
      }
    }
    return null;
  }
}
