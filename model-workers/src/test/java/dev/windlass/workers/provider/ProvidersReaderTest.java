package dev.windlass.workers.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.windlass.workers.provider.openai.OpenAiFactory;
import dev.windlass.workers.provider.simulated.SimulatedFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvidersReaderTest {
  private static final String KEY = "sk-the-secret-itself";

  private static final Map<String, ProviderFactory> TYPES =
      Map.of("openai", new OpenAiFactory(), "simulated", new SimulatedFactory());

  @Test
  void withoutKeyAndAddressOpenAiIsTheSimulatedOne() {
    var found = read("", Map.of());

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().name()).isEqualTo("openai");
    assertThat(found.getFirst().type()).isEqualTo("simulated");
  }

  @Test
  void aKeyAloneMeansOpenAiItself() {
    var found = read("", Map.of("OPENAI_API_KEY", KEY)).getFirst();

    assertThat(found.type()).isEqualTo("openai");
    assertThat(found.baseUrl()).hasToString("https://api.openai.com/v1");
    assertThat(key(found)).isEqualTo(KEY);
  }

  @Test
  void anAddressAloneIsCalledWithoutAKey() {
    var found = read("", Map.of("OPENAI_BASE_URL", "http://127.0.0.1:9090/v1/")).getFirst();

    assertThat(found.baseUrl()).hasToString("http://127.0.0.1:9090/v1");
    assertThat(found.key()).isNull();
  }

  @Test
  void openAiThatIsSaidToBeSimulatedIsNotCalledAtItsOwnAddress() {
    var found = read("windlass.providers.openai.type = simulated", Map.of()).getFirst();

    assertThat(found.type()).isEqualTo("simulated");
    assertThat(found.baseUrl()).isNull();
  }

  @Test
  void keysAreReadFromVariablesAndFiles(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("key"), KEY + "\n");
    var found =
        read(
            """
            windlass.providers {
              groq { base-url = "https://api.groq.com/openai/v1", api-key = "env:GROQ_KEY" }
              local { type = openai, base-url = "http://127.0.0.1:1/v1", api-key = "file:%s" }
            }
            """
                .formatted(file),
            Map.of("GROQ_KEY", KEY));

    assertThat(found).extracting(ProviderSettings::name).containsExactly("groq", "local", "openai");
    assertThat(key(found.get(0))).isEqualTo(KEY);
    assertThat(found.get(0).keyFrom()).isEqualTo("GROQ_KEY");
    assertThat(key(found.get(1))).isEqualTo(KEY);
  }

  @Test
  void aProviderWithSeveralKeysIsStartedOnceForEach() {
    var found =
        read(
            """
            windlass.providers.openai.keys = [
              { key = "env:A", limits { "*" { rpm = 60 } } }, { key = "env:B" }
            ]
            """,
            Map.of("A", KEY, "B", "sk-another"));

    assertThat(found).extracting(ProviderSettings::name).containsExactly("openai", "openai");
    assertThat(found).extracting(ProviderSettings::type).containsOnly("openai");
    assertThat(key(found.get(0))).isEqualTo(KEY);
    assertThat(key(found.get(1))).isEqualTo("sk-another");
    assertThat(found.get(1).keyFrom()).isEqualTo("B");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keys = [] | windlass.providers.x.keys",
        "keys = 7 | windlass.providers.x.keys",
        "keys = [7] | windlass.providers.x.keys.0",
        "keys = [{ limits {} }] | windlass.providers.x.keys.0.key",
        "keys = [{ key = \"env:A\" }, { key = \"env:A\" }] | windlass.providers.x.keys.1",
        "keys = [{ key = \"env:A\", rpm = 6 }] | windlass.providers.x.keys.0.rpm",
        "keys = [{ key = \"env:A\" }], api-key = \"env:A\" | windlass.providers.x.keys",
        "keys = [{ key = \"env:NOWHERE\" }] | windlass.providers.x.keys.0.key",
      })
  void aListOfKeysThatMakesNoSenseIsRefusedByItsPlace(String setting, String place) {
    assertThatThrownBy(() ->
            read(
                "windlass.providers.x { base-url = \"http://a/v1\", " + setting + " }",
                Map.of("A", KEY)))
        .isInstanceOfSatisfying(
            InvalidSetting.class, e -> assertThat(e.getMessage()).startsWith(place + ": "))
        .hasMessageNotContaining(KEY);
  }

  @Test
  void noTextOfSettingsOrSecretsShowsAKey() {
    var found = read("", Map.of("OPENAI_API_KEY", KEY)).getFirst();

    assertThat(found.toString()).doesNotContain(KEY);
    assertThat(String.valueOf(found.key())).doesNotContain(KEY);
  }

  @Test
  void aKeyInTheSettingsThemselvesIsRefusedAndNotRepeated() {
    assertThatThrownBy(() ->
            read(
                "windlass.providers.x { base-url = \"http://a/v1\", api-key = \"" + KEY + "\" }",
                Map.of()))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("windlass.providers.x.api-key")
        .hasMessageContaining("env:")
        .hasMessageNotContaining(KEY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "windlass.providers.x { type = smoke }                       | windlass.providers.x.type",
        "windlass.providers.x { base-ulr = \"http://a\" }            | windlass.providers.x.base-ulr",
        "windlass.providers.openai { base-ulr = \"http://a\" }       | windlass.providers.openai.base-ulr",
        "windlass.providers.x { type = openai }                      | windlass.providers.x.base-url",
        "windlass.providers.x { base-url = \"ftp://a/v1\" }          | windlass.providers.x.base-url",
        "windlass.providers.x { base-url = \"no url\" }              | windlass.providers.x.base-url",
        "windlass.providers.x { base-url = \"http://u:p@a/v1\" }     | windlass.providers.x.base-url",
        "windlass.providers.x { base-url = [1] }                     | windlass.providers.x.base-url",
        "windlass.providers.\"A/b\" { base-url = \"http://a/v1\" }   | windlass.providers.A/b",
        "windlass.providers.x = 3                                    | windlass.providers.x",
        "windlass.providers.x { base-url = \"http://a/v1\", api-key = \"env:NOPE\" } | NOPE is not set",
        "windlass.providers.x { base-url = \"http://a/v1\", api-key = \"file:/no/such\" } | /no/such",
      })
  void nonsenseIsRefusedByTheSettingsFullPath(String settings, String named) {
    assertThatThrownBy(() -> read(settings, Map.of()))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining(named);
  }

  private static String key(ProviderSettings settings) {
    return Objects.requireNonNull(settings.key()).reveal();
  }

  @Test
  void aWorkerCallsWhatIsConfiguredOrWhatItIsTold() {
    var two = "windlass.providers.local { base-url = \"http://127.0.0.1:1/v1\" }";

    assertThat(called(two, Map.of(), true)).containsExactly("local", "openai");
    assertThat(called(two, Map.of(), false))
        .as("nobody is simulated for others")
        .containsExactly("local");
    assertThat(called(two, Map.of("OPENAI_API_KEY", KEY), false))
        .containsExactly("local", "openai");
    assertThat(
            called(
                two + "\nwindlass.worker.providers = [local]", Map.of("OPENAI_API_KEY", KEY), true))
        .containsExactly("local");
  }

  @Test
  void aWorkerThatWouldCallNobodyIsRefused() {
    assertThatThrownBy(() -> called("", Map.of(), false))
        .hasMessageContaining("this worker has nobody to call");
    assertThatThrownBy(() -> called("windlass.worker.providers = [lokal]", Map.of(), true))
        .hasMessageContaining("windlass.worker.providers")
        .hasMessageContaining("no provider \"lokal\" here; there are [openai]");
  }

  @Test
  void whoCallsNobodyNeedsNoKeys() {
    var settings =
        """
        windlass.providers {
          openai { api-key = "env:NOT_HERE" }
          groq { base-url = "http://h/v1", keys = [{ key = "env:NEITHER" }, { key = "env:NOR" }] }
          local { base-url = "http://127.0.0.1:1/v1", models = [llama, qwen] }
        }
        """;

    var found =
        new ProvidersReader(ConfigFactory.parseString(settings), name -> null, TYPES, name -> false)
            .read();

    assertThat(found).extracting(ProviderSettings::name).containsExactly("groq", "local", "openai");
    assertThat(found).extracting(ProviderSettings::type).containsOnly("openai");
    assertThat(found.get(1).models()).containsExactly("llama", "qwen");
  }

  private static Set<String> called(String settings, Map<String, String> env, boolean beside) {
    var config =
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.parseString("windlass.worker.providers = []"));
    return Providers.called(config, env::get, beside);
  }

  private static List<ProviderSettings> read(String settings, Map<String, String> env) {
    return new ProvidersReader(ConfigFactory.parseString(settings), env::get, TYPES).read();
  }
}
