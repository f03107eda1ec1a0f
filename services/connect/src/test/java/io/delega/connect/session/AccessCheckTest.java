package io.delega.connect.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.api.ProblemException;
import io.delega.connect.session.SessionResource.Asked;
import io.delega.contracts.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccessCheckTest {
  @Test
  void refusesMoreThanFitsIntoARecord() {
    List<String> mailboxes =
        IntStream.range(0, 10_000).mapToObj("mailbox-%d@example.test"::formatted).toList();
    Asked asked =
        new Asked(
            "ast_1",
            List.of(new Permission("mail.messages.list", Map.of("mailbox", mailboxes))),
            null);
    assertThatThrownBy(() -> AccessCheck.stated(List.of(asked), null, Instant.EPOCH))
        .isInstanceOf(ProblemException.class)
        .hasMessage("access: at most 200 kB; name fewer resources, or ask in several sessions.");
  }
}
