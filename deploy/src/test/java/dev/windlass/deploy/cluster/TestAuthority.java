package dev.windlass.deploy.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An authority that signs certificates, made by the JDK's keytool for one test. */
public final class TestAuthority {
  private static final String PASSWORD = "for-one-test";

  private final Path folder;
  private final Path store;

  /** PEM files as Kubernetes mounts them. */
  public record Pem(Path cert, Path key, Path ca) {
    /** As {@code windlass.cluster.tls}. */
    public Map<String, Object> settings() {
      return Map.of(
          NodeTls.PATH + "cert", cert.toString(),
          NodeTls.PATH + "key", key.toString(),
          NodeTls.PATH + "ca", ca.toString());
    }
  }

  /**
   * @param folder of its own
   */
  public TestAuthority(Path folder) throws Exception {
    this.folder = Files.createDirectories(folder);
    store = folder.resolve("store.p12");
    keytool(
        "-alias", "authority", "-dname", "CN=authority", "-ext", "bc:c=ca:true", "-validity", "2");
  }

  /**
   * @param name that the certificate bears besides
   * @param host that it is for, as keytool takes it: {@code ip:127.0.0.1}, {@code dns:a.test}
   */
  public Pem issue(String name, String host, String... further) throws Exception {
    var alias = name + "-" + host.replace(':', '-');
    var words = new ArrayList<>(List.of("-alias", alias, "-dname", "CN=" + name));
    words.addAll(List.of("-signer", "authority", "-ext", "san=" + host, "-validity", "2"));
    words.addAll(List.of(further));
    keytool(words.toArray(String[]::new));
    var keys = keys();
    var chain = keys.getCertificateChain(alias);
    var at = Files.createDirectories(folder.resolve(alias));
    return new Pem(
        pem(at.resolve("tls.crt"), chain[0]),
        pem(at.resolve("tls.key"), keys.getKey(alias, PASSWORD.toCharArray())),
        pem(at.resolve("ca.crt"), chain[1]));
  }

  /** The keys of all that it issued. */
  public KeyStore keys() throws Exception {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  public char[] password() {
    return PASSWORD.toCharArray();
  }

  private static Path pem(Path file, Certificate certificate) throws Exception {
    return pem(file, "CERTIFICATE", certificate.getEncoded());
  }

  private static Path pem(Path file, Key key) throws IOException {
    return pem(file, "PRIVATE KEY", key.getEncoded());
  }

  private static Path pem(Path file, String what, byte[] bytes) throws IOException {
    var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    var text = lines.encodeToString(bytes);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }

  private void keytool(String... words) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "RSA", "-keysize", "2048"));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD, "-keypass", PASSWORD));
    command.addAll(List.of(words));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(Files.readString(folder.resolve("keytool.log")));
    }
  }
}
