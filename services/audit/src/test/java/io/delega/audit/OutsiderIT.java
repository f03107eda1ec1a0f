package io.delega.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.ledger.EntryBundle;
import io.delega.ledger.Opening;
import io.delega.ledger.Tiles;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Somebody who has every public byte of the ledger, and even knows what happened, tries to find out
 * whether it did.
 */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(AuditKeys.class)
class OutsiderIT {
  private static final int EVENTS = 600;
  private static final int LEAF_LENGTH = 33;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String client = Facts.client();

  /** The same again and again, but for its id. */
  private List<ObjectNode> facts() {
    ObjectNode one = Facts.created("agency-a", client, "Demo person");
    return IntStream.range(0, EVENTS)
        .mapToObj(
            i -> {
              ObjectNode event = one.deepCopy();
              event.put("id", event.get("id").asText() + i);
              return event;
            })
        .toList();
  }

  @Test
  void allTilesAndBundlesTellNothingButSizesAndTimes() throws Exception {
    List<ObjectNode> facts = facts();
    Facts.send(facts);
    Facts.awaitListed("client=" + client, EVENTS);

    String[] checkpoint = given().get("/v1/audit/checkpoint").asString().split("\n", -1);
    long size = Long.parseLong(checkpoint[1]);
    List<byte[]> leaves = new ArrayList<>();
    List<byte[]> published = new ArrayList<>();
    for (long bundle = 0; leaves.size() < size; bundle++) {
      byte[] entries = tile(-1, bundle, size);
      published.add(entries);
      leaves.addAll(EntryBundle.read(entries));
    }
    for (int level = 0; Tiles.width(level, 0, size) > 0; level++) {
      for (long index = 0; Tiles.width(level, index, size) > 0; index++) {
        published.add(tile(level, index, size));
      }
    }
    for (String path : List.of("checkpoint", "keys", "timestamps")) {
      published.add(given().get("/v1/audit/" + path).asByteArray());
    }

    namesNobody(published, facts);
    looksRandom(leaves);
    cannotBeGuessed(leaves, facts);
  }

  private static byte[] tile(int level, long index, long size) {
    String name = Tiles.path(level, index, Tiles.width(Math.max(0, level), index, size));
    return given().get("/v1/audit/tile/" + name).then().statusCode(200).extract().asByteArray();
  }

  private void namesNobody(List<byte[]> published, List<ObjectNode> facts) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(client, "agency-a", "client.created", "Demo person"));
    facts.forEach(fact -> words.add(fact.get("id").asText()));
    for (byte[] bytes : published) {
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      assertThat(words).noneMatch(text::contains);
    }
  }

  /** All of one form, none twice, and every bit as often set as not. */
  private static void looksRandom(List<byte[]> leaves) {
    Set<String> different = new HashSet<>();
    int[] set = new int[LEAF_LENGTH * Byte.SIZE];
    for (byte[] leaf : leaves) {
      assertThat(leaf).hasSize(LEAF_LENGTH);
      assertThat(leaf[0]).isEqualTo((byte) 1);
      different.add(HexFormat.of().formatHex(leaf));
      for (int bit = 0; bit < set.length; bit++) {
        set[bit] += (leaf[bit / Byte.SIZE] >> (bit % Byte.SIZE)) & 1;
      }
    }
    assertThat(different).hasSameSizeAs(leaves);
    double half = leaves.size() / 2.0;
    double sixSigma = 6 * Math.sqrt(leaves.size()) / 2;
    for (int bit = Byte.SIZE; bit < set.length; bit++) {
      assertThat((double) set[bit]).as("bit %d", bit).isBetween(half - sixSigma, half + sixSigma);
    }
  }

  /** With everything known but the salts, and salts as somebody careless would have made them. */
  private static void cannotBeGuessed(List<byte[]> leaves, List<ObjectNode> facts)
      throws Exception {
    Set<String> known = new HashSet<>();
    leaves.forEach(leaf -> known.add(HexFormat.of().formatHex(leaf)));
    for (ObjectNode fact : facts) {
      String id = fact.get("id").asText();
      JsonNode entry =
          JSON.readTree(
              Facts.auditor()
                  .get("/v1/audit/events/" + id + "/proof")
                  .then()
                  .statusCode(200)
                  .extract()
                  .asString());
      Opening right = JSON.treeToValue(entry.get("opening"), Opening.class);
      assertThat(known).contains(HexFormat.of().formatHex(right.leaf()));
      assertThat(right.commitsTo(fact)).isTrue();
      byte[] ofId = sha256(id.getBytes(StandardCharsets.UTF_8));
      byte[] ofEvent = sha256(fact.toString().getBytes(StandardCharsets.UTF_8));
      for (byte[] guess : List.of(new byte[32], ofId, ofEvent)) {
        String salt = Base64.getEncoder().encodeToString(guess);
        Opening guessed =
            new Opening(
                right.version(),
                id,
                right.agency(),
                right.agencySequence(),
                right.time(),
                right.type(),
                salt,
                right.digest(),
                right.digestSalt());
        assertThat(known).doesNotContain(HexFormat.of().formatHex(guessed.leaf()));
      }
      assertThat(right.salt()).isNotEqualTo(right.digestSalt());
    }
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  @Test
  void everythingElseWantsAToken() {
    for (String path :
        List.of("events", "events/evt_x", "events/evt_x/proof", "export", "stream")) {
      given().get("/v1/audit/" + path).then().statusCode(401);
    }
  }
}
