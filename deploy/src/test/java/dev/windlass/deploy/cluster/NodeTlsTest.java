package dev.windlass.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTlsTest {
  private static final String CERT = "windlass.cluster.tls.cert";
  private static final String KEY = "windlass.cluster.tls.key";
  private static final String CA = "windlass.cluster.tls.ca";

  @TempDir static Path folder;
  private static Map<String, Object> good = Map.of();
  private static Map<String, Object> others = Map.of();

  @BeforeAll
  static void issue() throws Exception {
    good = new TestAuthority(folder.resolve("a")).issue("n", "ip:127.0.0.1").settings();
    others = new TestAuthority(folder.resolve("b")).issue("n", "ip:127.0.0.1").settings();
  }

  private static Config with(Map<String, Object> settings) {
    return ConfigFactory.parseMap(settings)
        .withFallback(ConfigFactory.parseMap(Map.of(CERT, "", KEY, "", CA, "")));
  }

  private static Config but(String setting, Object value) {
    var changed = new HashMap<>(good);
    changed.put(setting, value);
    return with(changed);
  }

  @Test
  void withoutFilesNodesTalkInPlainText() {
    assertThat(NodeTls.of(with(Map.of()))).isNull();
  }

  @Test
  void threeFilesThatBelongTogetherAreTaken() {
    var tls = NodeTls.of(with(good));

    assertThat(tls).isNotNull();
    assertThat(NodeTls.overlay(tls).getString("pekko.remote.artery.transport"))
        .isEqualTo("tls-tcp");
  }

  @Test
  void aFileThatIsNotNamedIsAskedFor() {
    assertThatThrownBy(() -> NodeTls.of(but(KEY, "")))
        .hasMessageContaining(KEY + " is not set")
        .hasMessageContaining("all of cert, key and ca");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    var missing = folder.resolve("missing.crt");

    assertThatThrownBy(() -> NodeTls.of(but(CA, missing.toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            CA + ": the file " + missing + " cannot be read; name a PEM file that is there");
  }

  @Test
  void aFileThatIsNoCertificateIsNamed() throws Exception {
    var other = Files.writeString(folder.resolve("words.crt"), "words");

    assertThatThrownBy(() -> NodeTls.of(but(CERT, other.toString())))
        .hasMessageContaining(CERT)
        .hasMessageContaining("words.crt holds no certificate");
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefusedAtTheStart() {
    assertThatThrownBy(() -> NodeTls.of(but(CA, others.getOrDefault(CA, ""))))
        .hasMessageContaining(CERT)
        .hasMessageContaining("was not signed by the authority in");
  }

  @Test
  void aCertificateThatHasEndedIsRefusedAtTheStart() throws Exception {
    var ended =
        new TestAuthority(folder.resolve("c")).issue("old", "ip:127.0.0.1", "-startdate", "-9d");

    assertThatThrownBy(() -> NodeTls.of(with(ended.settings())))
        .hasMessageContaining("is not valid today")
        .hasMessageContaining("issue a new one");
  }

  @Test
  void aKeyThatCannotBeUsedIsRefusedWithoutAWordOfIt() throws Exception {
    var locked =
        Files.writeString(
            folder.resolve("locked.key"), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n");

    assertThatThrownBy(() -> NodeTls.of(but(KEY, locked.toString())))
        .hasMessageContaining(KEY)
        .hasMessageContaining("an RSA key without a password")
        .hasMessageNotContaining("c2VjcmV0");
  }
}
