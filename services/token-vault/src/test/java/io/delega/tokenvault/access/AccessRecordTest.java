package io.delega.tokenvault.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.AccessEvent.CallsDenied;
import io.delega.contracts.AccessEvent.Target;
import io.delega.contracts.Actor;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.EventJson.MalformedEventException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccessRecordTest {
  private static byte[] json(EventData data) {
    return EventJson.write(
        Event.of(
            "token-vault",
            "call_1",
            "agency-a",
            new Actor(Actor.ASSISTANT, "a"),
            1,
            data,
            Clock.systemUTC()));
  }

  @Test
  void readsWhatAnOpenCallIsKeptByAndNothingDeeper() {
    Target misleading =
        new Target("/x", Map.of("callId", List.of("call_2"), "outcome", List.of("denied")));
    AccessRecord read =
        AccessRecord.read(
            json(
                new CallDecided(
                    "call_1",
                    "con_1",
                    "cli_1",
                    "p",
                    "ast_1",
                    "gra_1",
                    "o",
                    "GET",
                    "allowed",
                    null,
                    1,
                    "inc_1",
                    misleading,
                    null)));
    assertThat(read).isEqualTo(new AccessRecord("call.decided", "call_1", "allowed", "inc_1"));
    assertThat(read.opens()).isTrue();
    assertThat(read.closes()).isFalse();
  }

  @Test
  void aSummaryOfDenialsOpensNothing() {
    AccessRecord read = AccessRecord.read(json(new CallsDenied("ast_1", 3, 60)));
    assertThat(read.opens() || read.closes()).isFalse();
  }

  @Test
  void whatIsNoEventIsSaidSo() {
    for (String bad : List.of("", "[]", "{", "no", "{\"data\":{\"type\":\"call.decided\"}}")) {
      assertThatThrownBy(() -> AccessRecord.read(bad.getBytes(UTF_8)))
          .as(bad)
          .isInstanceOf(MalformedEventException.class);
    }
  }
}
