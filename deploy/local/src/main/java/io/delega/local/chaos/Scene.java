package io.delega.local.chaos;

import io.delega.testkit.TcpForwarder;
import java.util.Random;

/**
 * Who is hit in one round.
 *
 * @param vault the token-vault that is disturbed
 * @param policy the access-policy that is disturbed, where one is
 * @param other the access-policy that is not
 */
record Scene(ChaosPlatform platform, Random random, String vault, String policy, String other) {
  static Scene drawn(ChaosPlatform platform, Random random) {
    int policy = random.nextInt(ChaosPlatform.POLICIES.size());
    return new Scene(
        platform,
        random,
        ChaosPlatform.VAULTS.get(random.nextInt(ChaosPlatform.VAULTS.size())),
        ChaosPlatform.POLICIES.get(policy),
        ChaosPlatform.POLICIES.get(1 - policy));
  }

  /** The same, with the access-policy that relays as the disturbed one. */
  Scene hittingTheRelay() {
    boolean relays = platform.kafkaOf(policy).clients().contains(Disturbance.RELAY);
    return relays ? this : new Scene(platform, random, vault, other, policy);
  }

  TcpForwarder kafkaOfVault() {
    return platform.kafkaOf(vault);
  }

  /** Waits between so many milliseconds. */
  void pause(int least, int most) throws InterruptedException {
    Thread.sleep(least + random.nextInt(most - least + 1));
  }
}
