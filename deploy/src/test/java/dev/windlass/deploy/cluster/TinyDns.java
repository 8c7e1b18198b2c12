package dev.windlass.deploy.cluster;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A name server on loopback (RFC 1035): A and SRV records of a few names, everything else empty.
 */
public final class TinyDns implements AutoCloseable {
  private static final int A = 1;
  private static final int SRV = 33;
  private static final int IN = 1;
  private static final int AUTHORITATIVE = 0x8400;
  private static final int NO_SUCH_NAME = 3;

  /** Seconds that an answer holds. */
  private static final int TTL = 1;

  private final DatagramSocket socket;
  private final Map<String, List<String>> addresses = new ConcurrentHashMap<>();
  private final Map<String, List<Service>> services = new ConcurrentHashMap<>();

  /** What an SRV record says. */
  public record Service(String host, int port) {}

  public TinyDns() throws SocketException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().name("tiny-dns").daemon().start(this::serve);
  }

  /** As {@code pekko.io.dns.async-dns.nameservers} takes it. */
  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** From now on the name has these addresses. */
  public void addresses(String name, List<String> of) {
    addresses.put(name, of);
  }

  public void services(String name, List<Service> of) {
    services.put(name, of);
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        var asked = new DatagramPacket(new byte[512], 512);
        socket.receive(asked);
        var answer = answer(ByteBuffer.wrap(asked.getData(), 0, asked.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
      } catch (IOException e) {
        // closed, or whoever asked is gone
      }
    }
  }

  private byte[] answer(ByteBuffer question) throws IOException {
    short id = question.getShort();
    question.position(12);
    var name = name(question);
    int type = question.getShort();
    boolean known = addresses.containsKey(name) || services.containsKey(name);
    var hosts = type == A ? addresses.getOrDefault(name, List.of()) : List.<String>of();
    var ports = type == SRV ? services.getOrDefault(name, List.of()) : List.<Service>of();

    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeShort(id);
    out.writeShort(AUTHORITATIVE | (known ? 0 : NO_SUCH_NAME));
    out.writeShort(1); // questions
    out.writeShort(hosts.size() + ports.size()); // answers
    out.writeShort(0); // authorities
    out.writeShort(ports.stream().mapToInt(each -> hosts(each).size()).sum()); // further ones
    writeName(out, name);
    out.writeShort(type);
    out.writeShort(IN);
    for (var host : hosts) {
      writeAddress(out, name, host);
    }
    for (var port : ports) {
      writeService(out, name, port);
    }
    for (var port : ports) {
      for (var host : hosts(port)) {
        writeAddress(out, port.host(), host);
      }
    }
    return bytes.toByteArray();
  }

  private List<String> hosts(Service service) {
    return addresses.getOrDefault(service.host(), List.of());
  }

  private static String name(ByteBuffer in) {
    var name = new StringBuilder();
    for (int length = in.get(); length > 0; length = in.get()) {
      var label = new byte[length];
      in.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  private static void writeName(DataOutputStream out, String name) throws IOException {
    for (var label : name.split("\\.", -1)) {
      out.writeByte(label.length());
      out.write(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.writeByte(0);
  }

  private static void writeHead(DataOutputStream out, String name, int type) throws IOException {
    writeName(out, name);
    out.writeShort(type);
    out.writeShort(IN);
    out.writeInt(TTL);
  }

  private static void writeAddress(DataOutputStream out, String name, String host)
      throws IOException {
    writeHead(out, name, A);
    out.writeShort(4);
    out.write(InetAddress.getByName(host).getAddress());
  }

  private static void writeService(DataOutputStream out, String name, Service service)
      throws IOException {
    writeHead(out, name, SRV);
    out.writeShort(6 + service.host().length() + 2); // a name's dots become lengths, and two more
    out.writeShort(0); // priority
    out.writeShort(0); // weight
    out.writeShort(service.port());
    writeName(out, service.host());
  }

  @Override
  public void close() {
    socket.close();
  }
}
