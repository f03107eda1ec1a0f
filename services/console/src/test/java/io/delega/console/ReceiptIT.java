package io.delega.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.Test;

/** Each step of a stop, with its place in the ledger, or a word that it is still to come. */
@QuarkusTest
@QuarkusTestResource(ConsoleResource.class)
class ReceiptIT {
  private static ValidatableResponse get(String path) {
    return given()
        .cookie("delega_client", FakeServices.ANNA)
        .redirects()
        .follow(false)
        .get(path)
        .then();
  }

  private static Element receipt(String language) {
    return Jsoup.parse(
            get("/me/connections/con_2/receipt?lang=" + language)
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .extract()
                .asString())
        .selectFirst(".receipt");
  }

  @Test
  void saysWhatIsDoneWhereItStandsAndWhatIsStillToCome() {
    Elements steps = receipt("en").select(".steps li");
    assertThat(steps.eachText()).hasSize(4);
    assertThat(steps.get(0).text())
        .contains("By the client.")
        .contains("2 March 2026, 09:30:00.100 UTC")
        .contains("Entry 4711 of the ledger")
        .contains("evt_1");
    assertThat(steps.get(0).select("a").attr("href")).isEqualTo("/me/proofs/evt_1");
    assertThat(steps.get(1).text())
        .contains("Enforcement points that confirmed it: 3; 16 ms after the stop.")
        .contains("admitting nothing any more: 1.")
        .contains("On its way into the ledger");
    assertThat(steps.get(2).text()).contains("Still to come: the provider has not confirmed it");
    assertThat(steps.get(3).text()).contains("Still to come.");
    assertThat(steps.eachAttr("class")).containsExactly("done", "done", "open", "open");
    assertThat(receipt("it").text())
        .contains("Ricevuta di uno stop")
        .contains("Sandbox Suite anna@example.test")
        .contains("Punti di controllo che l'hanno confermato: 3; 16 ms dopo lo stop.")
        .contains("Voce 4711 del registro");
  }

  @Test
  void aProofComesAsAFile() {
    get("/me/proofs/evt_1")
        .statusCode(200)
        .header("Content-Disposition", containsString("evt_1.json"))
        .body("leafIndex", equalTo(4711));
    get("/me/proofs/..%2Fconnections").header("Location", endsWith("/me?notice=noReceipt"));
  }

  @Test
  void whatWasNotStoppedHasNoReceipt() {
    get("/me/connections/con_1/receipt")
        .statusCode(303)
        .header("Location", endsWith("/me?notice=noReceipt"));
    given()
        .cookie("delega_client", "somebody-elses")
        .redirects()
        .follow(false)
        .get("/me/connections/con_2/receipt")
        .then()
        .statusCode(303)
        .header("Location", endsWith("/me?notice=failed"));
  }
}
