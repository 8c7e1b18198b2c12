package dev.windlass.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest {
  private static Roles roles(String said) throws BadSettings {
    return Roles.of(Settings.load(null, ConfigFactory.empty(), Map.of("WINDLASS_ROLES", said)));
  }

  @Test
  void aNodeHasAllRolesUnlessItIsTold() throws Exception {
    var roles = Roles.of(Settings.load(null, ConfigFactory.empty(), Map.of()));

    assertThat(roles).isEqualTo(new Roles(true, true, true));
    assertThat(roles.names()).containsExactly("engine", "worker", "api");
    assertThat(roles.warnings(false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "engine",
        "worker",
        "api",
        "engine,worker",
        "api,engine",
        "worker, api",
        "engine,worker,api"
      })
  void anyMixMayJoinOthers(String said) throws Exception {
    var roles = roles(said);

    assertThatCode(() -> roles.check(true)).doesNotThrowAnyException();
    assertThat(roles.names()).containsExactlyInAnyOrder(said.split(", ?", -1));
    assertThat(roles.warnings(true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker", "api", "worker,api"})
  void whoWorksForOthersIsNotStartedAlone(String said) throws Exception {
    var roles = roles(said);

    assertThatThrownBy(() -> roles.check(false))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("--roles " + said)
        .hasMessageContaining("--cluster --seeds HOST:PORT")
        .hasMessageContaining("or add engine");
  }

  @Test
  void anEngineAloneIsStartedAndSaysWhatWillNotHappen() throws Exception {
    var quiet = roles("engine,api");
    quiet.check(false);
    assertThat(quiet.warnings(false)).singleElement().asString().contains("no provider");

    var mute = roles("engine,worker");
    mute.check(false);
    assertThat(mute.warnings(false)).singleElement().asString().contains("no role api");
  }

  @Test
  void anUnknownRoleIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> roles("engine,workers"))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("no role workers")
        .hasMessageContaining("did you mean worker?");
    assertThatThrownBy(() -> roles("")).hasMessageContaining("has to do something");
  }

  @Test
  void onlyAWorkerNeedsNoJournal() throws Exception {
    assertThat(roles("worker").hasJournal()).isFalse();
    assertThat(roles("api").hasJournal()).isTrue();
    assertThat(roles("engine").hasJournal()).isTrue();
  }

  @Test
  void theSecondPortIsReadOrRefused() throws Exception {
    assertThat(Management.of("")).isNull();
    assertThat(Management.of("10.0.0.1:9090")).isEqualTo(new Management("10.0.0.1", 9090));
    assertThat(Management.of("0")).isEqualTo(new Management("127.0.0.1", 0));
    assertThatThrownBy(() -> Management.of("here"))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("--management: \"here\" is no HOST:PORT");
  }
}
