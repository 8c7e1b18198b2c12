package dev.windlass.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class DispatchSettingsTest {
  @Test
  void aTenantHasTheWeightOfItsNameAndOneThatIsNotNamedHasOne() {
    var settings = read("windlass.tenants { acme { weight = 2.5 }, \"a.b\" { weight = 3 } }");

    assertThat(settings.tenantWeight("acme")).isEqualTo(2.5);
    assertThat(settings.tenantWeight("a.b")).isEqualTo(3);
    assertThat(settings.tenantWeight("default")).isEqualTo(1);
  }

  @Test
  void nonsenseIsRefusedByItsPath() {
    assertThatThrownBy(() -> read("windlass.tenants.acme.weight = 0"))
        .hasMessageContaining("windlass.tenants.acme.weight must be 0.01 to 1000");
    assertThatThrownBy(() -> read("windlass.tenants.acme = 3"))
        .hasMessageContaining("windlass.tenants.acme must be an object");
    assertThatThrownBy(() -> read("windlass.tenants.acme.wieght = 3"))
        .hasMessageContaining("no setting windlass.tenants.acme.wieght");
    assertThatThrownBy(() -> read("windlass.dispatch.largest-grant = 0"))
        .hasMessageContaining("windlass.dispatch.largest-grant must be at least 1");
    assertThatThrownBy(() -> read("windlass.dispatch.grant-bytes = 0"))
        .hasMessageContaining("windlass.dispatch.grant-bytes must be at least 1");
  }

  private static DispatchSettings read(String text) {
    return DispatchSettings.of(
        ConfigFactory.parseString(text).withFallback(ConfigFactory.load()).resolve());
  }
}
