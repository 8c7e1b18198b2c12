package dev.windlass.engine.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ToolRulesTest {
  private final ToolRules rules =
      rules("\"https://tools.example.com/weather\", \"http://10.0.0.7:8080\"");

  @Test
  void onlyWhatIsOnTheListIsAllowed() {
    for (var good :
        new String[] {
          "https://tools.example.com/weather",
          "https://TOOLS.example.com:443/weather/oslo?units=c",
          "http://10.0.0.7:8080",
          "http://10.0.0.7:8080/anything"
        }) {
      assertThat(rules.allows(URI.create(good))).as(good).isTrue();
    }
    for (var bad :
        new String[] {
          "http://tools.example.com/weather",
          "https://tools.example.com/weatherman",
          "https://tools.example.com/",
          "https://tools.example.com:8443/weather",
          "https://tools.example.com.evil.example/weather",
          "https://tools.example.com@evil.example/weather",
          "https://evil.example/weather",
          "https://tools.example.com/weather/../admin",
          "https://tools.example.com/weather/%2e%2e/admin",
          "http://10.0.0.7/x",
          "http://10.0.0.8:8080/x"
        }) {
      assertThat(rules.allows(URI.create(bad))).as(bad).isFalse();
    }
  }

  @Test
  void anEmptyListAllowsNothing() {
    assertThat(rules("").allows(URI.create("https://tools.example.com/"))).isFalse();
  }

  @Test
  void anEntryThatIsNoAddressIsNamed() {
    assertThatThrownBy(() -> rules("\"tools.example.com\""))
        .hasMessageContaining("windlass.tools.allow")
        .hasMessageContaining("tools.example.com");
  }

  private static ToolRules rules(String entries) {
    return ToolRules.of(ConfigFactory.parseString("windlass.tools.allow = [" + entries + "]"));
  }
}
