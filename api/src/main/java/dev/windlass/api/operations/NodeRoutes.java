package dev.windlass.api.operations;

import dev.windlass.api.http.Answers;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.RequestContext;
import dev.windlass.api.view.NodeJson;
import dev.windlass.engine.protocol.NodesDoor;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /v1/workers}: the nodes of the cluster, whatever their roles. */
public final class NodeRoutes {
  private final NodesDoor nodes;

  public NodeRoutes(NodesDoor nodes) {
    this.nodes = nodes;
  }

  public List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/v1/workers", this::list));
  }

  private CompletionStage<HttpResponse> list(RequestContext context) {
    return nodes.nodes().thenApply(all -> Answers.items(all, NodeJson::write));
  }
}
