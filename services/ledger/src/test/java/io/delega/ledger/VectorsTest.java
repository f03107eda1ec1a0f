package io.delega.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The proof vectors of transparency-dev/merkle; their licence lies beside them. */
class VectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<Path> files(String kind) throws IOException, URISyntaxException {
    Path folder = Path.of(VectorsTest.class.getResource("/rfc6962/testdata/" + kind).toURI());
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static byte[] bytes(JsonNode node) throws IOException {
    return node == null || node.isNull() ? new byte[0] : node.binaryValue();
  }

  private static List<byte[]> proof(JsonNode vector) throws IOException {
    List<byte[]> proof = new ArrayList<>();
    for (JsonNode hash : vector.path("proof")) {
      proof.add(bytes(hash));
    }
    return proof;
  }

  @Test
  void agreesOnEveryVector() throws IOException, URISyntaxException {
    List<Path> inclusion = files("inclusion");
    List<Path> consistency = files("consistency");
    assertThat(inclusion.size() + consistency.size()).isEqualTo(196);
    for (Path file : inclusion) {
      JsonNode v = JSON.readTree(file.toFile());
      assertThat(
              Proofs.inclusion(
                  bytes(v.get("leafHash")),
                  v.get("leafIdx").asLong(),
                  v.get("treeSize").asLong(),
                  proof(v),
                  bytes(v.get("root"))))
          .as(file.toString())
          .isNotEqualTo(v.get("wantErr").asBoolean());
    }
    for (Path file : consistency) {
      JsonNode v = JSON.readTree(file.toFile());
      assertThat(
              Proofs.consistency(
                  v.get("size1").asLong(),
                  v.get("size2").asLong(),
                  bytes(v.get("root1")),
                  bytes(v.get("root2")),
                  proof(v)))
          .as(file.toString())
          .isNotEqualTo(v.get("wantErr").asBoolean());
    }
  }
}
