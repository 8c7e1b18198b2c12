package dev.windlass.deploy.cli.imports;

import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.engine.chain.source.SourceText;
import dev.windlass.engine.chain.source.SourceText.Place;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a file, each with its place. */
final class Wrong {
  /** Most faults that are told at once. */
  private static final int MOST = 50;

  private record Fault(Place place, String pointer, String detail) {}

  private final String file;
  private final SourceText source;
  private final List<Fault> faults = new ArrayList<>();

  Wrong(String file, SourceText source) {
    this.file = file;
    this.source = source;
    source.problems().forEach(it -> add(it.place(), it.pointer(), it.detail()));
  }

  void atKey(String pointer, String detail) {
    add(source.keyPlace(pointer), pointer, detail);
  }

  void at(String pointer, String detail) {
    add(source.place(pointer), pointer, detail);
  }

  private void add(Place place, String pointer, String detail) {
    if (faults.size() < MOST) {
      faults.add(new Fault(place, pointer, detail));
    }
  }

  boolean any() {
    return !faults.isEmpty();
  }

  /** With every fault as {@code file:line:column: what (pointer)}, exit 2. */
  CliFailure failure() {
    var text = new StringBuilder();
    var problem = Json.object();
    problem.put("type", "about:blank").put("title", "The file cannot be imported");
    problem.put("exit_code", Exit.USAGE.code());
    var errors = problem.putArray("errors");
    for (var fault : faults) {
      var pointer = fault.pointer().isEmpty() ? "/" : fault.pointer();
      text.append(text.isEmpty() ? "" : "\n")
          .append(file)
          .append(':')
          .append(fault.place().line())
          .append(':')
          .append(fault.place().column())
          .append(": ")
          .append(fault.detail())
          .append(" (")
          .append(pointer)
          .append(')');
      var error = errors.addObject().put("file", file).put("line", fault.place().line());
      error.put("column", fault.place().column()).put("pointer", pointer);
      error.put("detail", fault.detail());
    }
    return CliFailure.problem(Exit.USAGE, text.toString(), null, problem);
  }
}
