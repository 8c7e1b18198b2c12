package dev.windlass.engine.chain;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks through a Mustache template, notes its names and refuses what has no place in a prompt. */
final class MustacheNames implements Mustache.Visitor {
  /** Most sections of a template; each inside of another is a level of the thread's stack. */
  static final int MAX_SECTIONS = 500;

  private final boolean everywhere;
  private final Set<String> outer = new LinkedHashSet<>();
  private int sections;
  private int variables;
  private boolean texts;
  private @Nullable Path last;

  private MustacheNames(boolean everywhere) {
    this.everywhere = everywhere;
  }

  /** Looks at the whole template, and remembers what is not inside of a section. */
  static MustacheNames of(Template compiled) {
    compiled.visit(new MustacheNames(true));
    var outside = new MustacheNames(false);
    compiled.visit(outside);
    return outside;
  }

  /** The names that are not inside of a section. */
  Set<String> outer() {
    return outer;
  }

  /** The path of the only thing in the template, or null. */
  @Nullable Path one() {
    return variables == 1 && sections == 0 && !texts ? last : null;
  }

  @Override
  public void visitText(String text) {
    texts |= !text.isEmpty();
  }

  @Override
  public void visitVariable(String name) {
    variables++;
    last = note(name);
  }

  @Override
  public boolean visitSection(String name) {
    if (++sections > MAX_SECTIONS) {
      throw new Malformed("a template has at most " + MAX_SECTIONS + " sections");
    }
    note(name);
    return everywhere;
  }

  @Override
  public boolean visitInvertedSection(String name) {
    return visitSection(name);
  }

  @Override
  public boolean visitInclude(String name) {
    throw new Malformed("there are no partials: {{>" + name + "}}; write its text here");
  }

  @Override
  public boolean visitParent(String name) {
    throw new Malformed("there are no parents: {{<" + name + "}}");
  }

  @Override
  public boolean visitBlock(String name) {
    throw new Malformed("there are no blocks: {{$" + name + "}}");
  }

  private @Nullable Path note(String written) {
    if (written.equals(".") || written.startsWith("-") || written.equals("this")) {
      return null;
    }
    int end = Names.end(written, 0, true);
    var hops = new ArrayList<Path.Hop>();
    if (end == 0
        || end > Names.MAX_CHARS
        || Path.readHops(written, end, true, hops) < written.length()) {
      throw new Malformed("{{" + written + "}} is no name: " + Names.RULE);
    }
    var path = new Path(written.substring(0, end), List.copyOf(hops));
    outer.add(path.name());
    return path;
  }
}
