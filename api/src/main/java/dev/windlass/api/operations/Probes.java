package dev.windlass.api.operations;

import java.util.Map;

/**
 * What the process around the API knows about itself. Methods are called often and must be quick.
 */
public interface Probes {
  /** Joined and not draining; says nothing about the database. */
  boolean ready();

  /** Parts this node depends on, each with {@code ok} or what is wrong in a few words. */
  Map<String, String> checks();

  /** Metrics in Prometheus' text format. */
  String metrics();
}
