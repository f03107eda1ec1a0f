package io.delega.connect.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.connect.session.ConnectSession;
import io.delega.connect.session.SessionStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagesTest {
  @ParameterizedTest
  @CsvSource({
    "https://a.example/x,https://a.example/x?session=ses_1&status=completed",
    "https://a.example/x?y=1,https://a.example/x?y=1&session=ses_1&status=completed",
    "https://a.example/x?,https://a.example/x?session=ses_1&status=completed",
    "https://a.example/x#part,https://a.example/x?session=ses_1&status=completed#part",
  })
  void addsTheOutcomeToTheReturnUrl(String given, String expected) {
    ConnectSession session = new ConnectSession();
    session.id = "ses_1";
    session.status = SessionStatus.COMPLETED;
    session.returnUrl = given;
    assertThat(Pages.returnUrl(session)).isEqualTo(expected);
  }
}
