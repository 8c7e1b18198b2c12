package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import dev.windlass.deploy.cli.term.Text;
import dev.windlass.engine.protocol.NodeRoles;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a node does, from {@code windlass.roles}: any mix, as far as there is somebody for the rest.
 *
 * @param engine holds jobs and decides; has the journal
 * @param worker calls providers
 * @param api speaks HTTP; reads the journal
 */
record Roles(boolean engine, boolean worker, boolean api) {
  private static final String PATH = "windlass.roles";

  /**
   * @throws BadSettings when a role is unknown, or there is none
   */
  static Roles of(Config config) throws BadSettings {
    var said = new LinkedHashSet<>(config.getStringList(PATH));
    for (var role : said) {
      if (!NodeRoles.ALL.contains(role)) {
        throw new BadSettings(
            "--roles: there is no role "
                + role
                + Text.nearest(role, NodeRoles.ALL)
                    .map(it -> "; did you mean " + it + "?")
                    .orElse("")
                + " (engine, worker and api can be chosen, in any mix)");
      }
    }
    if (said.isEmpty()) {
      throw new BadSettings("--roles: a node has to do something: engine, worker, api, or several");
    }
    return of(said);
  }

  private static Roles of(Set<String> said) {
    return new Roles(
        said.contains(NodeRoles.ENGINE),
        said.contains(NodeRoles.WORKER),
        said.contains(NodeRoles.API));
  }

  /**
   * @param several whether this node is one of a cluster
   * @throws BadSettings when nobody could do the rest
   */
  void check(boolean several) throws BadSettings {
    if (!engine && !several) {
      throw new BadSettings(
          "--roles "
              + String.join(",", names())
              + ": a node without the role engine works for others. Join them with --cluster --seeds"
              + " HOST:PORT, or add engine.");
    }
  }

  /** What a person should know who starts this node, one line each. */
  List<String> warnings(boolean several) {
    var all = new ArrayList<String>();
    if (!several && !worker) {
      all.add(
          "this node has no role worker and is alone: no provider will be called, steps wait until"
              + " it is started with one");
    }
    if (!several && !api) {
      all.add(
          "this node has no role api and is alone: it goes on with what was submitted, and nobody can"
              + " submit or read anything");
    }
    return all;
  }

  /** Whether it writes or reads the journal. */
  boolean hasJournal() {
    return engine || api;
  }

  /** In their usual order. */
  List<String> names() {
    var names = new ArrayList<String>();
    if (engine) {
      names.add(NodeRoles.ENGINE);
    }
    if (worker) {
      names.add(NodeRoles.WORKER);
    }
    if (api) {
      names.add(NodeRoles.API);
    }
    return names;
  }
}
