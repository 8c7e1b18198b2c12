package dev.windlass.workers.provider.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class PublicAddressesTest {
  @Test
  void addressesOfPrivateNetworksAreKnown() throws Exception {
    for (var inside :
        new String[] {
          "127.0.0.1",
          "10.1.2.3",
          "172.16.0.1",
          "192.168.1.1",
          "169.254.169.254",
          "0.0.0.0",
          "100.64.0.1",
          "198.18.0.1",
          "192.0.0.8",
          "224.0.0.1",
          "255.255.255.255",
          "::1",
          "::",
          "fe80::1",
          "fc00::1",
          "fd12:3456::1",
          "64:ff9b::7f00:1",
          "2002:7f00:1::",
          "::ffff:10.0.0.1"
        }) {
      assertThat(PublicAddresses.isPublic(InetAddress.getByName(inside))).as(inside).isFalse();
    }
    for (var outside : new String[] {"93.184.216.34", "100.128.0.1", "2606:4700::1111"}) {
      assertThat(PublicAddresses.isPublic(InetAddress.getByName(outside))).as(outside).isTrue();
    }
  }

  @Test
  void anAddressThatStandsOnTheListAsANumberWasMeant() throws Exception {
    assertThat(PublicAddresses.find("127.0.0.1", false).isLoopbackAddress()).isTrue();
    assertThat(PublicAddresses.find("[::1]", false).isLoopbackAddress()).isTrue();
    assertThat(PublicAddresses.find("localhost", false).isLoopbackAddress()).isTrue();
  }
}
