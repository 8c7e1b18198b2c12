package dev.windlass.deploy.bench.speed;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectHttp;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.settings.ConnectionPoolSettings;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import scala.util.Try;

/**
 * Pekko HTTP's pool, tuned: a stream into it instead of a future a call, one connection for each
 * call that may be under way, half as many threads as processors (on two, a second thread makes it
 * half as fast), no timeouts and no user agent.
 */
final class BarePekko implements BareClient.Caller {
  private static final long LARGEST_ANSWER = 1 << 20;

  private final ActorSystem system;
  private final Uri uri;
  private final List<HttpHeader> headers =
      List.of(RawHeader.create("Authorization", "Bearer bench"));
  private final BoundedSourceQueue<Pair<HttpRequest, Consumer<byte[]>>> queue;

  BarePekko(URI url, int width) {
    var text =
        """
        pekko {
          log-dead-letters = off
          actor.default-dispatcher {
            fork-join-executor { parallelism-min = %1$d, parallelism-max = %1$d }
            throughput = 64
          }
          http.host-connection-pool {
            max-connections = %2$d
            max-open-requests = %3$d
            max-retries = 0
            idle-timeout = infinite
            response-entity-subscription-timeout = infinite
            client { idle-timeout = infinite, user-agent-header = "" }
          }
        }
        """
            .formatted(
                Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4),
                width,
                Integer.highestOneBit(width) * 4);
    // a -D of the command line wins, so that the tuning can be questioned
    var config =
        ConfigFactory.defaultOverrides()
            .withFallback(ConfigFactory.parseString(text))
            .withFallback(ConfigFactory.load());
    system = ActorSystem.create("bare", config);
    uri = Uri.create(url + "/chat/completions");
    var pool =
        Http.get(system)
            .<Consumer<byte[]>>cachedHostConnectionPool(
                ConnectHttp.toHost(url.getHost(), url.getPort()),
                ConnectionPoolSettings.create(system),
                system.log());
    queue =
        Source.<Pair<HttpRequest, Consumer<byte[]>>>queue(2 * width)
            .via(pool)
            .to(Sink.foreach(this::arrived))
            .run(system);
  }

  @Override
  public void post(byte[] body, Consumer<byte[]> answer) {
    var request =
        HttpRequest.POST("/")
            .withUri(uri)
            .withHeaders(headers)
            .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body));
    if (!queue.offer(Pair.create(request, answer)).isEnqueued()) {
      BareClient.failed("the queue takes no more");
    }
  }

  private void arrived(Pair<Try<HttpResponse>, Consumer<byte[]>> pair) {
    if (pair.first().isFailure()) {
      BareClient.failed(pair.first().failed().get().toString());
      return;
    }
    var response = pair.first().get();
    if (response.status().intValue() != 200) {
      BareClient.failed(response.status().toString());
    } else if (response.entity() instanceof HttpEntity.Strict strict) {
      pair.second().accept(strict.getData().toArray());
    } else {
      response
          .entity()
          .toStrict(60_000, LARGEST_ANSWER, system)
          .whenComplete((strict, error) -> {
            if (error == null) {
              pair.second().accept(strict.getData().toArray());
            } else {
              BareClient.failed(error.toString());
            }
          });
    }
  }
}
