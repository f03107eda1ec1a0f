package io.delega.tokenvault.outbound;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a host may be written. What two programs could read as two addresses is refused before any
 * resolver is asked: numbers in other bases or with fewer parts, leading zeros, zone ids, trailing
 * dots, anything that is not ASCII.
 */
final class HostForm {
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*");

  private static final Pattern BYTE =
      Pattern.compile("0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
  private static final int LONGEST = 253;

  /** Answer with credentials of the machine in some cloud, whatever they resolve to. */
  private static final Set<String> METADATA =
      Set.of(
          "metadata",
          "metadata.google.internal",
          "metadata.goog",
          "metadata.azure.internal",
          "metadata.tencentyun.com",
          "metadata.packet.net",
          "instance-data",
          "instance-data.ec2.internal");

  private HostForm() {}

  /**
   * Why the host is refused as it is written, or empty.
   *
   * @param host lower case, without brackets
   */
  static Optional<String> refusal(String host) {
    if (host.indexOf(':') >= 0) {
      return host.indexOf('%') < 0
          ? Optional.empty()
          : Optional.of("an address with a zone is refused");
    }
    if (host.length() > LONGEST || !NAME.matcher(host).matches()) {
      return Optional.of("the host is not written in canonical form");
    }
    // As browsers decide what is a number (URL Standard, "ends in a number").
    String last = host.substring(host.lastIndexOf('.') + 1);
    return NUMBER.matcher(last).matches() && !isPlainAddress(host)
        ? Optional.of("the host is a number that is not written as four decimal parts")
        : Optional.empty();
  }

  /** Whether it is a well-known name of a cloud's metadata service. */
  static boolean isMetadata(String host) {
    return METADATA.contains(host);
  }

  private static boolean isPlainAddress(String host) {
    String[] parts = host.split("\\.", -1);
    for (String part : parts) {
      if (!BYTE.matcher(part).matches()) {
        return false;
      }
    }
    return parts.length == 4;
  }
}
