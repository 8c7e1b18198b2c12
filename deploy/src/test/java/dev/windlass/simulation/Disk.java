package dev.windlass.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The journal of a simulation. A write becomes durable some time after it was asked, and is told
 * some time after that; a kill may fall before, between or behind the two. A write may also fail,
 * and then it may have become durable nevertheless.
 */
public final class Disk {
  private final World world;
  private final double faults;
  private final Map<String, List<Object>> streams = new HashMap<>();

  /** Told of each durable event, in order. */
  interface Reader {
    void durable(String stream, Object event);
  }

  private final Reader reader;

  /**
   * @param faults share of writes that fail
   */
  Disk(World world, Reader reader, double faults) {
    this.world = world;
    this.reader = reader;
    this.faults = faults;
  }

  public List<Object> read(String stream) {
    return List.copyOf(streams.getOrDefault(stream, List.of()));
  }

  void put(String stream, Object event) {
    streams.computeIfAbsent(stream, s -> new ArrayList<>()).add(event);
    reader.durable(stream, event);
  }

  /** All of them or none. */
  public void write(String stream, List<?> events, Runnable written, Runnable failed) {
    boolean fails = world.chance(faults);
    boolean lost = fails && world.chance(0.5);
    world.later(
        world.between(0.2, 6),
        () -> {
          if (!lost) {
            events.forEach(event -> put(stream, event));
          }
          world.later(world.between(0, 2), fails ? failed : written);
        });
  }
}
