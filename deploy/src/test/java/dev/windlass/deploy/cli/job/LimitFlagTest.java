package dev.windlass.deploy.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windlass.deploy.cli.term.CliFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitFlagTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rpm=600 | rpm=600",
        "rpm=6e3,tpm=2e6 | rpm=6000,tpm=2000000",
        "tpm=90_000,concurrency=64 | tpm=90000,concurrency=64",
        "openai/gpt-x:rpm=0.5 | openai/gpt-x:rpm=0.5",
        "openai/ft:gpt:me:rpm=5 | openai/ft:gpt:me:rpm=5"
      })
  void numbersBecomePlainAndAModelMayStandBefore(String written, String read) throws CliFailure {
    assertThat(LimitFlag.read(written)).hasToString(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rmp=5 | did you mean rpm?",
        "rpm | rpm has no value",
        "rpm=0 | above 0",
        "rpm=-1 | above 0",
        "rpm=many | above 0",
        "rpm=1e400 | above 0",
        "concurrency=1.5 | whole number",
        "rpm=5, | nothing to set"
      })
  void aMistakeIsToldWithAnExample(String written, String told) {
    assertThatThrownBy(() -> LimitFlag.read(written))
        .hasMessageContaining(told)
        .hasMessageContaining(written);
  }

  @Test
  void theModelIsWhatStandsBeforeTheLastColonOfTheName() throws CliFailure {
    assertThat(LimitFlag.read("openai/ft:gpt:me:rpm=5").model()).isEqualTo("openai/ft:gpt:me");
  }
}
