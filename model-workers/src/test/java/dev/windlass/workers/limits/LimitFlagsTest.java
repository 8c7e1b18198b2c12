package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitFlagsTest {
  @Test
  void aFlagWithoutATargetIsForEveryModelOfTheDefaultProvider() {
    assertThat(LimitFlags.parse(List.of("rpm=600, tpm=2e6,concurrency=64"), "openai"))
        .containsExactly(
            new LimitFlags.Flag(
                "openai",
                "*",
                new LimitFigures(
                    Map.of(LimitKey.RPM, 600.0, LimitKey.TPM, 2e6, LimitKey.CONCURRENCY, 64.0))));
  }

  @Test
  void aFlagMayNameAProviderOrAModelEvenOneWithAColon() {
    assertThat(LimitFlags.parse(List.of("groq:rps=5", "local/llama3:8b:concurrency=2"), "openai"))
        .extracting(LimitFlags.Flag::provider, LimitFlags.Flag::model)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("groq", "*"),
            org.assertj.core.groups.Tuple.tuple("local", "llama3:8b"));
  }

  @Test
  void aMistakeIsNamedWithWhatIsAllowed() {
    assertRefused(
        "rpm=fast", "--limit rpm=fast: rpm must be a number such as 600 or 2e6, not 'fast'");
    assertRefused("rpm=0", "--limit rpm=0: rpm must be above 0 and at most 1e12, not 0.0");
    assertRefused("concurrency=1.5", "concurrency must be a whole number from 1 to 1e12, not 1.5");
    assertRefused("qps=5", "there is no 'qps'; one of rpm, rps, rpd, tpm");
    assertRefused("600", "'600' is not KEY=NUMBER, as in rpm=600,tpm=90000");
    assertRefused("rpm=1,rpm=2", "rpm stands twice");
    assertRefused("/gpt:rpm=1", "before the colon stands PROVIDER or PROVIDER/MODEL");
    assertRefused("rpm=NaN", "rpm must be above 0");
  }

  @Test
  void flagsStandOverTheFileAndAModelStandsOverEveryModel() {
    var file =
        ConfigFactory.parseString(
            """
            windlass.providers.openai.limits {
              "*" { rpm = 100, tpm = 90000 }
              "gpt-x" { rpm = 50 }
            }
            """);
    var settings =
        LimitSettings.of(file)
            .with(LimitFlags.parse(List.of("rpm=200", "openai/gpt-y:tpm=5"), "openai"));
    assertThat(figures(settings, "gpt-x"))
        .isEqualTo(Map.of(LimitKey.RPM, 50.0, LimitKey.TPM, 90000.0));
    assertThat(figures(settings, "gpt-y"))
        .isEqualTo(Map.of(LimitKey.RPM, 200.0, LimitKey.TPM, 5.0));
  }

  @Test
  void modelsOfAFamilyShareOneLimit() {
    var settings =
        LimitSettings.of(
            ConfigFactory.parseString(
                "windlass.providers.openai.families = [{models = [\"a\", \"b\"], rpm = 7}]"));
    assertThat(settings.limitOf("openai", "b", 0)).isEqualTo(new LimitId("openai", "a"));
    assertThat(figures(settings, "a")).isEqualTo(Map.of(LimitKey.RPM, 7.0));
  }

  @Test
  void eachKeyHasItsOwnLimitsOverThoseOfTheProviderAndFlagsAreForEachKey() {
    var file =
        ConfigFactory.parseString(
            """
            windlass.providers.openai {
              limits { "*" { rpm = 600, tpm = 9000 } }
              keys = [{ key = "env:A" }, { key = "env:B", limits { "*" { rpm = 60 } } }]
            }
            """);
    var settings = LimitSettings.of(file);
    assertThat(settings.figures(settings.limitOf("openai", "m", 0), Map.of()).values())
        .isEqualTo(Map.of(LimitKey.RPM, 600.0, LimitKey.TPM, 9000.0));
    assertThat(settings.figures(settings.limitOf("openai", "m", 1), Map.of()).values())
        .isEqualTo(Map.of(LimitKey.RPM, 60.0, LimitKey.TPM, 9000.0));

    var flagged = settings.with(LimitFlags.parse(List.of("rpm=30"), "openai"));
    assertThat(flagged.figures(flagged.limitOf("openai", "m", 0), Map.of()).get(LimitKey.RPM))
        .isEqualTo(30.0);
    assertThat(flagged.figures(flagged.limitOf("openai", "m", 1), Map.of()).get(LimitKey.RPM))
        .isEqualTo(30.0);
  }

  @Test
  void aChangeWinsOverConfigurationAndANullTakesAFigureAway() {
    var settings = LimitSettings.NONE.with(LimitFlags.parse(List.of("rpm=100,tpm=9"), "openai"));
    var changed = new java.util.EnumMap<LimitKey, Double>(LimitKey.class);
    changed.put(LimitKey.RPM, 3000.0);
    changed.put(LimitKey.TPM, null);
    assertThat(settings.figures(new LimitId("openai", "m"), Map.of("*", changed)).values())
        .isEqualTo(Map.of(LimitKey.RPM, 3000.0));
  }

  private static Map<LimitKey, Double> figures(LimitSettings settings, String model) {
    return settings.figures(new LimitId("openai", model), Map.of()).values();
  }

  private static void assertRefused(String flag, String message) {
    assertThatThrownBy(() -> LimitFlags.parse(List.of(flag), "openai"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
