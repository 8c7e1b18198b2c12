package dev.windlass.deploy.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Who may talk to this node as one: whoever has a certificate of the same authority, from {@code
 * windlass.cluster.tls}.
 *
 * @param cert PEM file of this node's certificate
 * @param key PEM file of its private key
 * @param ca PEM file of the authority that signed it, and the certificates of all others
 */
public record NodeTls(Path cert, Path key, Path ca) {
  static final String PATH = "windlass.cluster.tls.";

  /**
   * Whether a side that is told the end of a TLS 1.3 connection says its own. By default it does
   * not, and a node that leaves waits for that word in vain, until its time to stop is over. Read
   * by the JDK once, before its first connection.
   */
  private static final String ANSWERS_THE_END = "jdk.tls.acknowledgeCloseNotify";

  /**
   * Looks into the files, too. What is wrong is an {@link IllegalArgumentException} that says which
   * setting, which file and what to do.
   *
   * @return null where nodes talk in plain text
   */
  public static @Nullable NodeTls of(Config config) {
    var cert = config.getString(PATH + "cert");
    var key = config.getString(PATH + "key");
    var ca = config.getString(PATH + "ca");
    if (cert.isEmpty() && key.isEmpty() && ca.isEmpty()) {
      return null;
    }
    var tls = new NodeTls(path("cert", cert), path("key", key), path("ca", ca));
    tls.check();
    if (System.getProperty(ANSWERS_THE_END) == null) {
      System.setProperty(ANSWERS_THE_END, "true");
    }
    return tls;
  }

  private static Path path(String setting, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          PATH + setting + " is not set: TLS between nodes needs all of cert, key and ca");
    }
    var path = Path.of(text);
    if (!Files.isReadable(path)) {
      throw bad(setting, path, "cannot be read; name a PEM file that is there");
    }
    return path;
  }

  private void check() {
    var own = certificate("cert", cert);
    var authority = certificate("ca", ca);
    try {
      own.verify(authority.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw bad("cert", cert, "was not signed by the authority in " + ca + "; bring both together");
    }
    try {
      own.checkValidity();
    } catch (GeneralSecurityException e) {
      throw bad("cert", cert, "is not valid today: " + e.getMessage() + "; issue a new one");
    }
    checkKey(own);
  }

  private void checkKey(X509Certificate own) {
    String text;
    try {
      text = Files.readString(key);
    } catch (IOException e) {
      throw bad("key", key, "cannot be read: " + e);
    }
    boolean known =
        text.contains("-----BEGIN PRIVATE KEY-----")
            || text.contains("-----BEGIN RSA PRIVATE KEY-----");
    if (!known || !own.getPublicKey().getAlgorithm().equals("RSA")) {
      throw bad(
          "key",
          key,
          "is none that can be used; it is to be an RSA key without a password, as PEM (PKCS#1 or"
              + " PKCS#8)");
    }
  }

  private static X509Certificate certificate(String setting, Path file) {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (IOException | GeneralSecurityException e) {
      throw bad(setting, file, "holds no certificate; it is to be a PEM file of one");
    }
  }

  private static IllegalArgumentException bad(String setting, Path file, String what) {
    return new IllegalArgumentException(PATH + setting + ": the file " + file + " " + what);
  }

  /** What to lay over the actor system's configuration; not resolved. */
  public static Config overlay(@Nullable NodeTls tls) {
    return tls == null ? ConfigFactory.empty() : Laid.over("windlass-tls.conf");
  }
}
