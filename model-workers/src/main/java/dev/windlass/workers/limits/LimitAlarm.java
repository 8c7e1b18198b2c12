package dev.windlass.workers.limits;

/**
 * Called when something that must always hold of what was lent does not: a mistake in this program.
 * The limit's owner then lends nothing until every lease has run out, and begins with empty
 * buckets. Called on an actor's thread; must be quick. Tests throw.
 */
@FunctionalInterface
public interface LimitAlarm {
  void broken(LimitId limit, String what);
}
