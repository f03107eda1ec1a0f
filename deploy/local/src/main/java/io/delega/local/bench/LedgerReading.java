package io.delega.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.ledger.NoteKey;
import io.delega.ledger.Verdict;
import io.delega.ledger.Verifier;
import io.delega.local.Env;
import io.delega.local.Failure;
import io.delega.local.story.Api;
import io.delega.local.story.Http;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Checks the whole ledger as anybody does, and asks for proofs as an auditor does. */
final class LedgerReading {
  private static final int PROOFS = 500;
  private static final int WARM_UP = 200;

  private final Env env;
  private final Api api;
  private final HttpClient http = HttpClient.newHttpClient();

  LedgerReading(Env env) {
    this.env = env;
    this.api = new Api(env, new Http(answer -> {}));
  }

  /** Reads every entry and computes the root anew. */
  double verifiedPerSecond() {
    Verifier verifier =
        new Verifier(NoteKey.parse(new String(get("keys"), StandardCharsets.UTF_8)));
    long begun = System.nanoTime();
    Verdict verdict =
        verifier.ledger(
            new Verifier.Published() {
              @Override
              public String checkpoint() {
                return new String(get("checkpoint"), StandardCharsets.UTF_8);
              }

              @Override
              public byte[] tile(String name) {
                return get("tile/" + name);
              }
            });
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (!verdict.proven()) {
      throw new Failure("the ledger does not verify: " + verdict);
    }
    long entries = Long.parseLong(verdict.summary().replaceAll("\\D*(\\d+).*", "$1"));
    return entries / seconds;
  }

  private byte[] get(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(env.baseUrl() + "/v1/audit/" + path)).build(),
              HttpResponse.BodyHandlers.ofByteArray())
          .body();
    } catch (IOException e) {
      throw new Failure("the ledger cannot be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }

  /**
   * Of entries of the first agency, the newest; each reading is itself recorded before its answer.
   */
  Measured proofs() {
    String agency = env.agencies().get(0).id();
    List<String> ids = new ArrayList<>();
    JsonNode page =
        api.call(agency, "auditor", "GET", "/v1/audit/events?order=desc&limit=1000", null)
            .expect(200, "entries")
            .json();
    page.get("items").forEach(entry -> ids.add(entry.get("id").asText()));
    for (int i = 0; i < WARM_UP; i++) {
      proof(agency, ids.get(i % ids.size()));
    }
    int count = Math.min(PROOFS, ids.size());
    long[] latencies = new long[count];
    long begun = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long at = System.nanoTime();
      proof(agency, ids.get(i));
      latencies[i] = System.nanoTime() - at;
    }
    return Measured.of(latencies, count, 0, (System.nanoTime() - begun) / 1e9);
  }

  private void proof(String agency, String id) {
    api.call(agency, "auditor", "GET", "/v1/audit/events/" + id + "/proof", null)
        .expect(200, "a proof");
  }
}
