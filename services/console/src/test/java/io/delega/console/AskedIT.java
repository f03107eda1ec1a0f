package io.delega.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.filter.cookie.CookieFilter;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an agency asks for stands on the client's page, and the client answers it there. */
@QuarkusTest
@QuarkusTestResource(ConsoleResource.class)
class AskedIT {
  private final CookieFilter cookies = new CookieFilter();

  @BeforeEach
  void forget() {
    FakeServices.POSTED.clear();
  }

  private Document page(String language) {
    Response page =
        given()
            .filter(cookies)
            .cookie("delega_client", FakeServices.ANNA)
            .get("/me?lang=" + language);
    assertThat(page.statusCode()).isEqualTo(200);
    return Jsoup.parse(page.asString());
  }

  @Test
  void saysInPlainWordsWhatIsAskedAndWhy() {
    Element asked = page("en").selectFirst("#asked");
    assertThat(asked.text())
        .contains("Sandbox Suite anna@example.test")
        .contains("Reply <helper> may then do exactly this too, and nothing else:")
        .contains("Read a mailbox reads only: sales@example.test")
        .contains("Delete contacts deletes everything of this kind in the account")
        .contains("So that <b>sales</b> is quicker");
    assertThat(page("it").selectFirst("#asked").text())
        .contains("La tua agenzia chiede di più")
        .contains("Leggere una casella legge solo: sales@example.test")
        .contains("Eliminare contatti elimina tutto ciò che è di questo tipo nell'account");
  }

  @Test
  void theClientAcceptsOrDeclines() {
    for (String word : new String[] {"accept", "decline"}) {
      Element form = page("en").selectFirst("#asked form[action$=/" + word + "]");
      submit(form.attr("action"), form.selectFirst("input[type=hidden]"))
          .header("Location", endsWith("/me?notice=" + word.replaceAll("e?$", "") + "ed"));
    }
    assertThat(FakeServices.POSTED)
        .containsExactly("/v1/access-requests/req_1/accept", "/v1/access-requests/req_1/decline");
    given()
        .cookie("delega_client", FakeServices.ANNA)
        .get("/me?notice=accepted")
        .then()
        .body(containsString("what you allowed gets through from now on"));
  }

  @Test
  void whatCannotBeAnsweredAnyMoreSaysSo() {
    Element token = page("en").selectFirst("#asked form input[type=hidden]");
    submit("/me/requests/req_over/accept", token)
        .header("Location", endsWith("/me?notice=askOver"));
  }

  @Test
  void nobodyElsesPageCanAnswer() {
    given()
        .cookie("delega_client", FakeServices.ANNA)
        .contentType("application/x-www-form-urlencoded")
        .post("/me/requests/req_1/accept")
        .then()
        .statusCode(400);
    assertThat(FakeServices.POSTED).isEmpty();
  }

  private ValidatableResponse submit(String action, Element token) {
    return given()
        .filter(cookies)
        .cookie("delega_client", FakeServices.ANNA)
        .redirects()
        .follow(false)
        .contentType("application/x-www-form-urlencoded")
        .formParam(token.attr("name"), token.attr("value"))
        .post(action)
        .then()
        .statusCode(303);
  }
}
