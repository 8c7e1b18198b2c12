package dev.windlass.workers.provider.tools;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Looks a tool's host up, and refuses what leads into a private network: a name on the allow-list
 * is its owner's promise of a public service, and who answers for the name must not turn it into a
 * way to this machine or its neighbours. An address that stands on the list as a number, or as
 * {@code localhost}, was meant. The address that was looked at is the one that is connected to.
 * Ranges after the IANA registries of special-purpose addresses (RFC 6890).
 */
final class PublicAddresses {
  private PublicAddresses() {}

  /**
   * Blocks while the name is looked up.
   *
   * @throws UnknownHostException also, with the reason, when the host is not allowed
   */
  static InetAddress find(String host, boolean privateToo) throws UnknownHostException {
    var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    var all = List.of(InetAddress.getAllByName(bare));
    boolean meant =
        privateToo
            || bare.equalsIgnoreCase("localhost")
            || NetUtil.isValidIpV4Address(bare)
            || NetUtil.isValidIpV6Address(bare);
    if (!meant && !all.stream().allMatch(PublicAddresses::isPublic)) {
      throw new UnknownHostException(
          "the host "
              + bare
              + " has a private address; windlass.tools.private-addresses forbids it");
    }
    return all.getFirst();
  }

  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    var bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    if (address instanceof Inet6Address) {
      boolean translated = // 64:ff9b::/32, 2001::/32 and 2002::/16 hold an IPv4 address inside
          (first == 0 && second == 0x64)
              || (first == 0x20 && second == 2)
              || (first == 0x20 && second == 1 && bytes[2] == 0 && bytes[3] == 0);
      return (first & 0xfe) != 0xfc && first != 0 && !translated;
    }
    return first != 0
        && !(first == 100 && (second & 0xc0) == 64)
        && !(first == 192 && second == 0 && bytes[2] == 0)
        && !(first == 198 && (second & 0xfe) == 18)
        && first < 240;
  }
}
