package io.delega.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.delega.console.backend.Shapes;
import io.delega.console.web.Words;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.filter.cookie.CookieFilter;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ConsoleResource.class)
class ConsoleIT {

  @Test
  void theFrontDoorSpeaksTheBrowsersLanguage() {
    given()
        .header("Accept-Language", "it-IT,it;q=0.9")
        .get("/")
        .then()
        .statusCode(200)
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .header("Referrer-Policy", "no-referrer")
        .body(containsString("lang=\"it\""))
        .body(containsString("Accedi al pannello"));
    given().get("/").then().body(containsString("Sign in to the dashboard"));
  }

  @Test
  void aChosenLanguageIsRemembered() {
    CookieFilter cookies = new CookieFilter();
    given().filter(cookies).get("/?lang=it").then().body(containsString("lang=\"it\""));
    given().filter(cookies).get("/").then().body(containsString("lang=\"it\""));
  }

  @Test
  void theDashboardSendsWhoIsNotSignedInToTheIssuer() {
    given()
        .redirects()
        .follow(false)
        .get("/console")
        .then()
        .statusCode(302)
        .header("Location", startsWith(DelegaResource.issuer().issuer()))
        .header("Location", containsString("code_challenge_method=S256"));
  }

  @Test
  void theStyleSheetNeedsNoSignIn() {
    given().get("/console/assets/console.css").then().statusCode(200);
  }

  @Test
  void aClientsLinkOpensInTwoStepsSoThatAPreviewDoesNotSpendIt() {
    Document page =
        Jsoup.parse(given().get("/me/some-code").then().statusCode(200).extract().asString());
    Element form = page.selectFirst("form[method=post]");
    assertThat(form.attr("action")).isEqualTo("/me/some-code");
    assertThat(form.select("input[type=hidden]")).isNotEmpty();
  }

  @Test
  void aFormWithoutItsTokenIsRefused() {
    given()
        .contentType("application/x-www-form-urlencoded")
        .post("/me/grants/gra_x/stop")
        .then()
        .statusCode(400);
  }

  @Test
  void withoutAVisitTheClientPageSaysWhatToDo() {
    given()
        .get("/me?lang=it")
        .then()
        .statusCode(401)
        .header("Cache-Control", "no-store")
        .body(containsString("La tua visita"))
        .body(containsString("Chiedi alla tua agenzia un nuovo link"));
  }

  @Test
  void servicesThatAreAwayCostTheirPartOnly() {
    given()
        .cookie("delega_client", "not-looked-at-here")
        .get("/me?notice=stopped")
        .then()
        .statusCode(200)
        .body(containsString("cannot be shown at the moment"))
        .body(containsString("nothing gets through"))
        .body(not(containsString("Exception")));
  }

  @Test
  void aNoticeThatIsNotOursIsNotShown() {
    given()
        .cookie("delega_client", "x")
        .get("/me?notice=%3Cscript%3E")
        .then()
        .statusCode(200)
        .body(not(containsString("script%3E")))
        .body(not(containsString("<script>")));
  }

  @Test
  void aClientsLinkIsToldApartFromAServiceThatIsAway() {
    CookieFilter cookies = new CookieFilter();
    Response page = given().filter(cookies).get("/me/some-code");
    Element token = Jsoup.parse(page.asString()).selectFirst("input[type=hidden]");
    given()
        .filter(cookies)
        .contentType("application/x-www-form-urlencoded")
        .formParam(token.attr("name"), token.attr("value"))
        .post("/me/some-code")
        .then()
        .statusCode(503)
        .body(containsString("try again in a moment"));
  }

  @Test
  void aClassOfOperationsIsSaidWithAllThatItStandsFor() {
    Shapes.Provider mail =
        new Shapes.Provider(
            "mail",
            "Mail",
            List.of(
                new Shapes.Operation("list", "read", Map.of("en", "List", "it", "Elencare")),
                new Shapes.Operation(
                    "read", "read", Map.of("en", "Read one", "it", "Leggerne uno"))));
    Shapes.Grant grant =
        new Shapes.Grant(
            "gra_1",
            "active",
            "ast_1",
            "Bot",
            "cli_1",
            "con_1",
            List.of(
                new Shapes.Permission(
                    null, "read", List.of("list", "read"), Map.of("mailbox", List.of("a"))),
                new Shapes.Permission(null, "write", List.of("later"), null),
                new Shapes.Permission("list", null, null, null)),
            null,
            null);
    assertThat(Words.of("en", List.of(mail)).permissions(grant))
        .containsExactly(
            "Read everything (List; Read one): a",
            "Change everything, without deleting (later): everything of this kind",
            "List: everything of this kind");
    assertThat(Words.of("it", List.of(mail)).permissions(grant))
        .contains("Leggere tutto (Elencare; Leggerne uno): a");
  }
}
