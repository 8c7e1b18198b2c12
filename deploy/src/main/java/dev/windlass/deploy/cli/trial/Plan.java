package dev.windlass.deploy.cli.trial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a trial cluster consists of, as it is written down in its folder. Ports stay the same when
 * something is started again.
 *
 * @param password of the database, made up for this one
 * @param nodes the first is node 1
 */
record Plan(int postgres, int provider, String password, List<NodePorts> nodes) {
  static final String FILE = "cluster.json";
  private static final int API = 8080;
  private static final int CLUSTER = 7350;
  private static final int PROVIDER = 9000;
  private static final int POSTGRES = 54_320;

  /**
   * @param api where it answers
   * @param cluster where it talks to the others
   */
  record NodePorts(int api, int cluster) {
    String url() {
      return "http://127.0.0.1:" + api;
    }

    String address() {
      return "127.0.0.1:" + cluster;
    }
  }

  static Plan fresh(int nodes) throws IOException {
    var secret = new byte[16];
    new SecureRandom().nextBytes(secret);
    var ports = new ArrayList<NodePorts>();
    for (int n = 1; n <= nodes; n++) {
      ports.add(new NodePorts(Machine.port(API + n), Machine.port(CLUSTER + n)));
    }
    return new Plan(
        Machine.port(POSTGRES), Machine.port(PROVIDER), HexFormat.of().formatHex(secret), ports);
  }

  String seeds() {
    return String.join(",", nodes.stream().map(NodePorts::address).toList());
  }

  String providerUrl() {
    return "http://127.0.0.1:" + provider + "/v1";
  }

  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  /** Nobody else may read it. */
  void write(Path folder) throws IOException {
    var object =
        Json.object().put("postgres", postgres).put("provider", provider).put("password", password);
    var list = object.putArray("nodes");
    nodes.forEach(node -> list.addObject().put("api", node.api()).put("cluster", node.cluster()));
    var file = folder.resolve(FILE);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, Json.text(object) + "\n");
  }

  static Plan read(Path folder) throws CliFailure, IOException {
    var object = Json.read(Files.readString(folder.resolve(FILE)));
    var nodes = new ArrayList<NodePorts>();
    for (JsonNode node : object.path("nodes")) {
      nodes.add(new NodePorts(node.path("api").asInt(), node.path("cluster").asInt()));
    }
    if (nodes.isEmpty() || object.path("password").asText().isEmpty()) {
      throw CliFailure.of(
          Exit.CONFLICT,
          folder.resolve(FILE) + " is not what `windlass cluster up` writes",
          "name another folder with --dir");
    }
    return new Plan(
        object.path("postgres").asInt(),
        object.path("provider").asInt(),
        object.path("password").asText(),
        List.copyOf(nodes));
  }
}
