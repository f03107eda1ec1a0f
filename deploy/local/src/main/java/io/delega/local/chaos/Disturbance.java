package io.delega.local.chaos;

import io.delega.local.Failure;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is done to a replica while grants are revoked. */
enum Disturbance {
  NONE("nothing"),

  PAUSED_BRIEFLY("token-vault paused for less than a lease") {
    @Override
    void begin(Scene scene) throws Exception {
      scene.platform().signal(scene.vault(), "STOP");
    }

    @Override
    void meanwhile(Scene scene) throws Exception {
      scene.pause(200, 3_000);
      scene.platform().signal(scene.vault(), "CONT");
    }
  },

  PAUSED("token-vault paused for longer than a lease", Allowance.ONE_LESS) {
    @Override
    void begin(Scene scene) throws Exception {
      scene.platform().signal(scene.vault(), "STOP");
    }

    @Override
    void end(Scene scene) throws Exception {
      scene.platform().signal(scene.vault(), "CONT");
    }
  },

  SLOW("token-vault reads the state slowly") {
    @Override
    void begin(Scene scene) {
      scene.kafkaOfVault().delay(STATE_READER::equals, 100 + scene.random().nextInt(400));
    }

    @Override
    void end(Scene scene) {
      scene.kafkaOfVault().release();
    }
  },

  STUCK("token-vault does not get the state", Allowance.ONE_LESS) {
    @Override
    void begin(Scene scene) {
      scene.kafkaOfVault().hold(STATE_READER::equals);
    }

    @Override
    void end(Scene scene) {
      scene.kafkaOfVault().release();
    }
  },

  PARTITIONED("token-vault cut off from Kafka", Allowance.ONE_LESS) {
    @Override
    void begin(Scene scene) {
      scene.kafkaOfVault().hold(client -> true);
    }

    @Override
    void end(Scene scene) {
      scene.kafkaOfVault().release();
    }
  },

  LATE_ACKS("access-policy reads the acks late, token-vault the state") {
    @Override
    void begin(Scene scene) throws Exception {
      ChaosPlatform.POLICIES.forEach(
          policy -> scene.platform().kafkaOf(policy).hold(ACKS_READER::equals));
      // Until every heartbeat that was read is older than a lease and its margin.
      scene.pause(5_200, 5_600);
      scene.kafkaOfVault().hold(STATE_READER::equals);
    }

    @Override
    void meanwhile(Scene scene) throws Exception {
      scene.pause(2_000, 2_500);
      scene.kafkaOfVault().release();
      ChaosPlatform.POLICIES.forEach(policy -> scene.platform().kafkaOf(policy).release());
    }
  },

  KILLED("token-vault killed and started again", Allowance.ONE_LESS) {
    @Override
    void begin(Scene scene) throws Exception {
      scene.platform().end(scene.vault(), "KILL");
    }

    @Override
    void end(Scene scene) {
      scene.platform().whole();
    }
  },

  JOINING("token-vault joins while grants are revoked") {
    @Override
    int grants() {
      return 16;
    }

    @Override
    boolean inTurn() {
      return true;
    }

    @Override
    void begin(Scene scene) throws Exception {
      scene.platform().end(scene.vault(), "KILL");
    }

    @Override
    void meanwhile(Scene scene) {
      scene.platform().whole();
    }
  },

  POLICY_PAUSED("access-policy paused", Allowance.ANOTHER_RELAYS) {
    @Override
    boolean revokesThereToo() {
      return true;
    }

    @Override
    void begin(Scene scene) throws Exception {
      scene.pause(0, 25);
      scene.platform().signal(scene.policy(), "STOP");
    }

    @Override
    void end(Scene scene) throws Exception {
      scene.platform().signal(scene.policy(), "CONT");
    }
  },

  RELAY_HELD("access-policy's relay held up until another relays", Allowance.ANOTHER_RELAYS) {
    @Override
    Scene on(Scene scene) {
      return scene.hittingTheRelay();
    }

    @Override
    void begin(Scene scene) {
      scene.platform().kafkaOf(scene.policy()).hold(RELAY::equals);
    }

    @Override
    void end(Scene scene) {
      scene.platform().kafkaOf(scene.policy()).release();
    }
  },

  KAFKA_RESTARTED("Kafka restarted", Allowance.ANOTHER_RELAYS) {
    @Override
    void begin(Scene scene) throws Exception {
      scene.platform().end("kafka", scene.random().nextBoolean() ? "TERM" : "KILL");
    }

    @Override
    void meanwhile(Scene scene) {
      scene.platform().whole();
    }
  };

  /** Client ids at Kafka. */
  static final String RELAY = "delega-outbox-access-policy";

  private static final String STATE_READER = "token-vault-enforcement";
  private static final String ACKS_READER = "access-policy-delega.enforcement.acks.v1";

  /** As it is called in reports. */
  final String words;

  final Allowance allowance;

  Disturbance(String words) {
    this(words, Allowance.ALL);
  }

  Disturbance(String words, Allowance allowance) {
    this.words = words;
    this.allowance = allowance;
  }

  /**
   * By their words on the command line; all of them when there are none.
   *
   * @throws Failure when there is none of that name
   */
  static List<Disturbance> named(List<String> words) {
    if (words.isEmpty()) {
      return List.of(values());
    }
    return words.stream()
        .map(
            word ->
                Arrays.stream(values())
                    .filter(each -> each.word().equals(word))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new Failure(
                                "there is no disturbance \"%s\"; there are %s"
                                    .formatted(
                                        word,
                                        Arrays.stream(values())
                                            .map(Disturbance::word)
                                            .collect(Collectors.joining(", "))))))
        .toList();
  }

  /** As it is called on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How often it comes in one round; what is quick comes more often. */
  int times() {
    return this == NONE ? 5 : 1;
  }

  /** How many grants are revoked. */
  int grants() {
    return 4;
  }

  /** Whether one is revoked after the other for as long as {@link #meanwhile} lasts. */
  boolean inTurn() {
    return false;
  }

  /** Whether the first one is revoked at the disturbed access-policy, just before it is hit. */
  boolean revokesThereToo() {
    return false;
  }

  Scene on(Scene scene) {
    return scene;
  }

  /** Before the revocations are sent. */
  void begin(Scene scene) throws Exception {}

  /** While they are not answered yet. */
  void meanwhile(Scene scene) throws Exception {}

  /** Once they are answered, and some time after. */
  void end(Scene scene) throws Exception {}
}
