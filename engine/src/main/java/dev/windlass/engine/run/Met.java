package dev.windlass.engine.run;

import dev.windlass.engine.chain.Step;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A step that the run has come to, and what became of it. Its place says what comes after it. Equal
 * only to itself.
 */
class Met {
  enum Status {
    RUNNING,
    SUCCEEDED,
    FAILED,
    SKIPPED,
    CANCELLED
  }

  final Step step;
  final String path;

  /** The block around it, or null at the top. */
  private final @Nullable Met within;

  /** Which body of that block: the branch, the item, the round, the case. */
  private final int slot;

  /** Which step of that body. */
  private final int index;

  private Status status = Status.RUNNING;
  private Run.@Nullable Failure failure;

  Met(Step step, String path, @Nullable Met within, int slot, int index) {
    this.step = step;
    this.path = path;
    this.within = within;
    this.slot = slot;
    this.index = index;
  }

  void ended(Status as) {
    status = as;
  }

  void failed(Run.Failure why) {
    status = Status.FAILED;
    failure = why;
  }

  boolean running() {
    return status == Status.RUNNING;
  }

  boolean isWithin(Met block) {
    for (var each = within; each != null; each = each.within) {
      if (each.equals(block)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a person may call it that: by its path, as written or as run, its id or variable. */
  boolean named(String name) {
    var common = step.common();
    if (path.equals(name)) {
      return true;
    }
    for (var each = within; each != null; each = each.within) {
      if (each.step instanceof Step.Use) {
        return false; // another chain's own words
      }
    }
    return common.path().equals(name)
        || name.equals(common.id())
        || name.equals(common.as())
        || (step instanceof Step.SetVariables set && set.values().containsKey(name))
        || (index == 0
            && within != null
            && within.step instanceof Step.Parallel parallel
            && name.equals(Branches.nameOf(parallel, slot)));
  }

  /**
   * Whether this is that step, inside it, or could only begin once it had ended: a later step of
   * the same body, or of a later round of the same fold. Branches side by side are neither.
   */
  boolean sameOrAfter(Met other) {
    if (equals(other)) {
      return true;
    }
    int depth = depth();
    int otherDepth = other.depth();
    Met mine = this;
    Met theirs = other;
    while (depth > otherDepth) {
      mine = mine.outer();
      depth--;
    }
    while (otherDepth > depth) {
      theirs = theirs.outer();
      otherDepth--;
    }
    if (mine.equals(theirs)) {
      return theirs.equals(other); // inside it; or around it, and then it is no step after it
    }
    while (!Objects.equals(mine.within, theirs.within)) {
      mine = mine.outer();
      theirs = theirs.outer();
    }
    if (mine.slot != theirs.slot) {
      return mine.within != null
          && (mine.within.step instanceof Step.Fold || mine.within.step instanceof Step.Repeat)
          && mine.slot > theirs.slot;
    }
    return mine.index > theirs.index;
  }

  private int depth() {
    int depth = 0;
    for (var each = within; each != null; each = each.within) {
      depth++;
    }
    return depth;
  }

  private Met outer() {
    if (within == null) {
      throw new IllegalStateException("a step at the top has nothing around it");
    }
    return within;
  }

  Run.StepView view() {
    return view(step.common().id(), step.common().as(), step.kind());
  }

  final Run.StepView view(@Nullable String id, @Nullable String as, String kind) {
    return new Run.StepView(path, id, as, kind, status.name().toLowerCase(Locale.ROOT), failure);
  }
}
