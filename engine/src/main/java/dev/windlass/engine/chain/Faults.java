package dev.windlass.engine.chain;

import dev.windlass.engine.chain.ChainReader.Fault;
import dev.windlass.engine.chain.source.SourceText;
import dev.windlass.engine.chain.source.SourceText.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one chain, and finds its place in the text. */
final class Faults {
  /** Most faults that are reported at once. */
  static final int MOST = 100;

  private final SourceText source;
  private final @Nullable String file;
  private final List<Fault> found = new ArrayList<>();

  Faults(SourceText source, @Nullable String file) {
    this.source = source;
    this.file = file;
    for (var problem : source.problems()) {
      add(problem.place(), problem.pointer(), problem.code(), problem.detail());
    }
  }

  /** At the value of a pointer. */
  void add(String pointer, String code, String detail) {
    add(source.place(pointer), pointer, code, detail);
  }

  /** At the key of a pointer. */
  void addAtKey(String pointer, String code, String detail) {
    add(source.keyPlace(pointer), pointer, code, detail);
  }

  private void add(Place place, String pointer, String code, String detail) {
    if (found.size() < MOST) {
      found.add(new Fault(file, place.line(), place.column(), pointer, code, detail));
    }
  }

  int count() {
    return found.size();
  }

  /** In the order of the text. */
  List<Fault> sorted() {
    var sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column));
    return List.copyOf(sorted);
  }
}
