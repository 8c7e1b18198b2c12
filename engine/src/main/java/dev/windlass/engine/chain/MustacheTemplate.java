package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import dev.windlass.engine.protocol.FailureClass;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A template in Mustache (its specification at mustache.github.io), without partials and without
 * HTML's escapes: a prompt is no page. What is missing renders empty, so nothing is read for sure;
 * names inside a section may be of the section's own value, and are not followed.
 *
 * @param asksFor names that stand outside of every section, and those of sections
 * @param one the path, where the template is exactly one name
 */
record MustacheTemplate(
    String source,
    com.samskivert.mustache.Template compiled,
    Set<String> asksFor,
    @Nullable Path one)
    implements Template {

  private static final Mustache.Compiler COMPILER =
      Mustache.compiler()
          .escapeHTML(false)
          .defaultValue("")
          .emptyStringIsFalse(true)
          .withFormatter(MustacheScope::format)
          .withCollector(MustacheScope.COLLECTOR)
          .withLoader(name -> {
            throw new Malformed("there are no partials: {{>" + name + "}}");
          });

  /** The compiler's own mark for the name of what is missing, between two braces. */
  private static final Mustache.Compiler PREVIEW = COMPILER.defaultValue("{{{{name}}}}");

  static MustacheTemplate parse(String source) {
    try {
      var compiled = COMPILER.compile(source);
      var names = MustacheNames.of(compiled);
      return new MustacheTemplate(source, compiled, Set.copyOf(names.outer()), names.one());
    } catch (MustacheException e) {
      throw new Malformed("this is no Mustache template: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw new Malformed("the sections of the template are nested too deeply");
    }
  }

  @Override
  public Set<String> reads() {
    return Set.of();
  }

  @Override
  public boolean isOneName() {
    return one != null;
  }

  @Override
  public String render(Scope scope) throws RunFault {
    return execute(compiled, scope);
  }

  private static String execute(com.samskivert.mustache.Template template, Scope scope)
      throws RunFault {
    var out = new MustacheScope.Out();
    try {
      template.execute(new MustacheScope.Root(scope, new MustacheScope.Budget()), out);
      return out.toString();
    } catch (MustacheScope.TooMuch e) {
      throw new RunFault(FailureClass.TEMPLATE_ERROR, e.getMessage());
    } catch (MustacheException e) {
      throw new RunFault(
          FailureClass.TEMPLATE_ERROR, "the template cannot be rendered: " + e.getMessage());
    }
  }

  @Override
  public JsonNode value(Scope scope) throws RunFault {
    if (one == null) {
      return TextNode.valueOf(render(scope));
    }
    var value = one.find(scope);
    return value == null ? NullNode.getInstance() : value;
  }

  @Override
  public String preview(Scope scope) {
    try {
      return execute(PREVIEW.compile(source), scope);
    } catch (RunFault e) {
      return source;
    }
  }
}
