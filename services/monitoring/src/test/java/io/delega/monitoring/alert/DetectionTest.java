package io.delega.monitoring.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.monitoring.alert.Detection.Finding;
import io.delega.monitoring.intake.StreamEntry;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DetectionTest {
  private static StreamEntry entry(
      String type, String grant, String outcome, String reason, String state) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    if (state != null) {
      data.put("state", state);
    }
    return new StreamEntry(
        1,
        type,
        Instant.EPOCH,
        "agency",
        "cli",
        "con",
        grant,
        "ast",
        "op",
        outcome,
        reason,
        "call",
        data);
  }

  @Test
  void aCallDeniedBecauseOfARevocationIsUseAfterRevocation() {
    assertThat(Detection.of(entry("call.decided", "gra", "denied", "revoked", null)))
        .contains(new Finding(Detection.USE_AFTER_REVOCATION, "high", "gra"));
  }

  @Test
  void withoutAGrantItIsCountedPerConnectionAndAssistant() {
    assertThat(Detection.of(entry("call.decided", null, "denied", "revoked", null)))
        .contains(new Finding(Detection.USE_AFTER_REVOCATION, "high", "con/ast"));
  }

  @Test
  void anyOtherDenialIsNoAlert() {
    assertThat(Detection.of(entry("call.decided", "gra", "denied", "no_grant", null))).isEmpty();
    assertThat(Detection.of(entry("call.decided", "gra", "allowed", null, null))).isEmpty();
  }

  @Test
  void anOutcomeThatNeverCameIsAnAlert() {
    assertThat(Detection.of(entry("call.completed", "gra", "unknown", null, null)))
        .contains(new Finding(Detection.OUTCOME_UNKNOWN, "medium", "con"));
    assertThat(Detection.of(entry("call.completed", "gra", "completed", null, null))).isEmpty();
  }

  @Test
  void aCredentialThatWasTamperedWithIsAnAlert() {
    assertThat(Detection.of(entry("credential.tampered", null, null, null, null)))
        .contains(new Finding(Detection.CREDENTIAL_TAMPERED, "high", "con"));
  }

  @Test
  void onlyABrokenCredentialIsAnAlert() {
    assertThat(Detection.of(entry("credential.state-changed", null, null, null, "broken")))
        .contains(new Finding(Detection.CREDENTIAL_BROKEN, "medium", "con"));
    assertThat(Detection.of(entry("credential.state-changed", null, null, null, "active")))
        .isEmpty();
  }
}
