package dev.windlass.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static final String KEY = "windlass.engine.lone-runs";
  private static final Config NO_FLAGS = ConfigFactory.empty();

  @TempDir Path folder;

  @Test
  void providersStandInTheFileUnderAnyName() throws Exception {
    var file = Files.createTempFile("windlass", ".conf");
    Files.writeString(
        file, "windlass.providers.local { type = openai, base-url = \"http://127.0.0.1:1/v1\" }");

    var config = Settings.load(file, ConfigFactory.empty(), Map.of());

    assertThat(config.getString("windlass.providers.local.type")).isEqualTo("openai");
  }

  @Test
  void aFlagWinsOverTheEnvironmentAndThatOverTheFileAndThatOverTheDefault() throws Exception {
    var file = file("windlass.engine.lone-runs = 3");
    var environment = Map.of("WINDLASS_ENGINE_LONE_RUNS", "2");
    var flags = ConfigFactory.parseString(KEY + " = 1");

    assertThat(Settings.load(file, flags, environment).getInt(KEY)).isEqualTo(1);
    assertThat(Settings.load(file, NO_FLAGS, environment).getInt(KEY)).isEqualTo(2);
    assertThat(Settings.load(file, NO_FLAGS, Map.of()).getInt(KEY)).isEqualTo(3);
    assertThat(Settings.load(null, NO_FLAGS, Map.of()).getInt(KEY)).isEqualTo(256);
  }

  @Test
  void aTypoIsRefusedWithItsPlaceAndTheNearestKey() throws Exception {
    var file = file("# mine\nwindlass.engine.lone-run = 3");

    assertThatThrownBy(() -> Settings.load(file, NO_FLAGS, Map.of()))
        .hasMessageContaining("windlass.conf: 2")
        .hasMessageContaining("windlass.engine.lone-run")
        .hasMessageContaining("did you mean windlass.engine.lone-runs?");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Settings.load(folder.resolve("no.conf"), NO_FLAGS, Map.of()))
        .hasMessageContaining("no.conf")
        .hasMessageContaining("--config");
  }

  @Test
  void whatIsNoConfigAtAllIsRefusedWithItsLine() throws Exception {
    var file = file("windlass {\n  engine { lone-runs = \n");

    assertThatThrownBy(() -> Settings.load(file, NO_FLAGS, Map.of()))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("windlass.conf");
  }

  @Test
  void noTwoKeysShareAVariable() {
    var variables = new HashMap<String, String>();
    for (var key : Settings.known(ConfigFactory.defaultReference()).keySet()) {
      var other = variables.put(Settings.variable(key), key);
      assertThat(other).as("%s and %s share a variable", key, other).isNull();
    }
    assertThat(variables).containsKey("WINDLASS_ENGINE_LONE_RUNS");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("windlass.conf"), text);
  }
}
