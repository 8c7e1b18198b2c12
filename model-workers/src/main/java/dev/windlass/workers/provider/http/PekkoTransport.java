package dev.windlass.workers.provider.http;

import com.typesafe.config.ConfigFactory;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.Http;
import org.apache.pekko.http.scaladsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.settings.ConnectionPoolSettings;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.scaladsl.Flow;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.util.Try;

/**
 * The transport on Pekko HTTP's flow-based host pool: a bounded queue before each pool, no retries
 * in it, and one look a tenth of a second at every deadline, where a timer a call would cost more.
 *
 * <p>The pool has no way to cut one call that waits for its head: an abort or a deadline ends the
 * exchange at once, and its slot is free again after {@code longest-call} without a byte. Nor does
 * it say when a request was written: calls count as sent when they were handed to it.
 */
final class PekkoTransport implements HttpTransport {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final HttpSettings settings;
  private final org.apache.pekko.actor.ActorSystem system;
  private final Materializer materializer;
  private final List<Pool> pools = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final List<HttpHeader> standing = new ArrayList<>();
  private final URI origin;
  private final Map<String, Uri> uris = new ConcurrentHashMap<>();
  private final Set<Call> inFlight = ConcurrentHashMap.newKeySet();
  private final Cancellable look;

  private record Pool(
      BoundedSourceQueue<Tuple2<HttpRequest, Call>> queue, Http.HostConnectionPool connections) {}

  /** An exchange that can be cut once its body flows. */
  private static final class Call extends HttpExchange {
    volatile @Nullable UniqueKillSwitch bodySwitch;

    Call(Request request, long now, long maxBody, Consumer<Ended> whenEnded) {
      super(request, now, maxBody, whenEnded);
    }

    void cut(Fault fault, String detail) {
      fail(fault, detail);
      var body = bodySwitch;
      if (body != null) {
        body.shutdown();
      }
    }
  }

  PekkoTransport(URI origin, List<Header> standing, HttpSettings settings, ActorSystem<?> system) {
    this.origin = origin;
    this.settings = settings;
    standing.forEach(h -> this.standing.add(raw(h)));
    var classic = Adapter.toClassic(system);
    this.system = classic;
    materializer = SystemMaterializer.get(classic).materializer();
    var perPool = Math.ceilDiv(settings.maxConnections(), settings.threads());
    for (int i = 0; i < settings.threads(); i++) {
      var running =
          Source.<Tuple2<HttpRequest, Call>>queue(settings.maxWaiting())
              .viaMat(newPool(poolSettings(perPool)).asJava(), Keep.both())
              .to(Sink.foreach(this::arrived))
              .run(classic);
      pools.add(new Pool(running.first(), running.second()));
    }
    look =
        classic
            .scheduler()
            .scheduleWithFixedDelay(LOOK, LOOK, this::lookAtDeadlines, classic.dispatcher());
  }

  /**
   * The Java face of Pekko HTTP 1.3.0 opens a new pool for TLS whatever the scheme; so not by it.
   */
  private Flow<Tuple2<HttpRequest, Call>, Tuple2<Try<HttpResponse>, Call>, Http.HostConnectionPool>
      newPool(ConnectionPoolSettings pool) {
    var http = Http.apply(system);
    var isTls = "https".equalsIgnoreCase(origin.getScheme());
    var port = origin.getPort() > 0 ? origin.getPort() : isTls ? 443 : 80;
    return isTls
        ? http.newHostConnectionPoolHttps(
            origin.getHost(),
            port,
            http.defaultClientHttpsContext(),
            pool,
            system.log(),
            materializer)
        : http.newHostConnectionPool(origin.getHost(), port, pool, system.log(), materializer);
  }

  private ConnectionPoolSettings poolSettings(int connections) {
    var text =
        """
        pekko.http.host-connection-pool {
          max-connections = %d
          min-connections = 0
          max-open-requests = %d
          max-retries = 0
          idle-timeout = infinite
          keep-alive-timeout = %d ms
          response-entity-subscription-timeout = infinite
          base-connection-backoff = 5 ms
          max-connection-backoff = 200 ms
          client {
            idle-timeout = %d ms
            connecting-timeout = %d ms
            user-agent-header = windlass
            parsing.max-content-length = infinite
            parsing.illegal-header-warnings = off
            parsing.illegal-response-header-value-processing-mode = ignore
          }
        }
        """
            .formatted(
                connections,
                Integer.highestOneBit(2 * connections) * 2,
                settings.keepIdle().toMillis(),
                settings.longestCall().toMillis(),
                settings.connectTimeout().toMillis());
    var config = ConfigFactory.parseString(text).withFallback(system.settings().config());
    return ConnectionPoolSettings.apply(config);
  }

  @Override
  public InFlight post(Request request, Consumer<Ended> whenEnded) {
    var call = new Call(request, System.nanoTime(), settings.maxBodyBytes(), whenEnded);
    var headers = new ArrayList<>(standing);
    for (var header : request.headers()) {
      headers.add(raw(header));
    }
    var http =
        (HttpRequest)
            org.apache.pekko.http.javadsl.model.HttpRequest.create()
                .withMethod(HttpMethods.POST)
                .withUri(uris.computeIfAbsent(request.path(), this::uri))
                .withHeaders(headers)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, request.body()));
    inFlight.add(call);
    var pool = pools.get(Math.floorMod(next.getAndIncrement(), pools.size()));
    var offered = pool.queue().offer(Tuple2.apply(http, call));
    if (!offered.isEnqueued()) {
      inFlight.remove(call);
      call.fail(Fault.FULL, "more than " + settings.maxWaiting() + " requests wait to be sent");
    }
    request.whenSent().run();
    return () -> cut(call, Fault.ABORTED, "aborted");
  }

  private static HttpHeader raw(Header header) {
    return RawHeader.create(HeaderText.checked(header.name()), HeaderText.checked(header.value()));
  }

  private Uri uri(String path) {
    return Uri.create(origin.resolve(path).toString());
  }

  private void cut(Call call, Fault fault, String detail) {
    inFlight.remove(call);
    call.cut(fault, detail);
  }

  private void lookAtDeadlines() {
    var now = System.nanoTime();
    for (var call : inFlight) {
      if (now - call.deadlineNanos >= 0) {
        cut(
            call,
            Fault.TIMED_OUT,
            "no whole answer within " + call.request.timeoutMillis() + " ms");
      }
    }
  }

  /** On the pool's stream: must not block. */
  private void arrived(Tuple2<Try<HttpResponse>, Call> pair) {
    var call = pair._2();
    if (pair._1().isFailure()) {
      inFlight.remove(call);
      failed(call, pair._1().failed().get());
      return;
    }
    var response = pair._1().get();
    var entity = response.entity();
    var announced = entity.getContentLengthOption().orElse(-1);
    if (call.isOver() || !call.head(response.status().intValue(), headers(response), announced)) {
      inFlight.remove(call);
      call.tooLarge();
      cancel(entity);
      return;
    }
    if (entity instanceof HttpEntity.Strict strict) {
      inFlight.remove(call);
      // a sink that has enough has it all here
      if (call.piece(strict.getData().asByteBuffer()) == HttpExchange.Next.TOO_LARGE) {
        call.tooLarge();
      } else {
        call.complete();
      }
      return;
    }
    gather(call, entity);
  }

  private void gather(Call call, HttpEntity entity) {
    var running =
        entity
            .withoutSizeLimit()
            .getDataBytes()
            .mapMaterializedValue(whatever -> Done.done())
            .viaMat(KillSwitches.single(), Keep.right())
            .takeWhile(piece -> {
              var next = call.piece(piece.asByteBuffer());
              if (next == HttpExchange.Next.TOO_LARGE) {
                call.tooLarge();
              }
              return next == HttpExchange.Next.GO_ON;
            })
            .toMat(Sink.ignore(), Keep.both())
            .run(materializer);
    call.bodySwitch = running.first();
    if (call.isOver()) {
      running.first().shutdown();
    }
    running
        .second()
        .whenCompleteAsync(
            (done, error) -> {
              inFlight.remove(call);
              if (error == null) {
                call.complete();
              } else {
                failed(call, error);
              }
            },
            system.dispatcher());
  }

  private void cancel(HttpEntity entity) {
    if (!entity.isStrict()) {
      entity.withoutSizeLimit().getDataBytes().runWith(Sink.cancelled(), materializer);
    }
  }

  private static void failed(Call call, Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        call.fail(Fault.UNREACHABLE, "no such host");
        return;
      }
      if (cause instanceof ConnectException) {
        call.fail(Fault.UNREACHABLE, "nobody listens");
        return;
      }
      if (cause instanceof SSLException) {
        call.fail(Fault.TLS, String.valueOf(cause.getMessage()));
        return;
      }
    }
    var text = String.valueOf(error.getMessage());
    var connecting = text.contains("onnect timeout") || text.contains("Connection refused");
    call.fail(connecting ? Fault.UNREACHABLE : Fault.CUT, text);
  }

  private static Map<String, String> headers(HttpResponse response) {
    var all = new LinkedHashMap<String, String>();
    for (var header : response.getHeaders()) {
      all.putIfAbsent(header.lowercaseName(), header.value());
    }
    all.put("content-type", response.entity().getContentType().toString().toLowerCase(Locale.ROOT));
    return all;
  }

  @Override
  public void close() {
    if (look.cancel()) {
      for (var pool : pools) {
        pool.queue().complete();
        pool.connections().shutdown();
      }
      for (var call : inFlight) {
        cut(call, Fault.ABORTED, "the provider was closed");
      }
    }
  }
}
