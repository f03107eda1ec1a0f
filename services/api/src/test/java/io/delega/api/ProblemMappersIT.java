package io.delega.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProblemMappersIT {

  private static ValidatableResponse post(String body) {
    return given().contentType(ContentType.JSON).body(body).post("/sample").then();
  }

  private static ValidatableResponse problem(ValidatableResponse answer, int status, String code) {
    return answer
        .statusCode(status)
        .contentType(startsWith(Problem.MEDIA_TYPE))
        .body("status", equalTo(status))
        .body("code", equalTo(code));
  }

  @Test
  void aPageEndsWithAnExplicitNull() {
    post("{\"name\":\"a\"}").statusCode(200).body("next", nullValue()).body(containsString("next"));
  }

  @Test
  void namesTheFieldThatIsMissing() {
    problem(post("{}"), 400, "invalid_field").body("field", equalTo("name"));
  }

  @Test
  void namesTheFieldOfTheWrongType() {
    problem(post("{\"name\":\"a\",\"items\":[{\"count\":\"many\"}]}"), 400, "invalid_field")
        .body("field", equalTo("items[0].count"));
  }

  @Test
  void namesTheFieldThatIsNotKnown() {
    problem(post("{\"name\":\"a\",\"limts\":{}}"), 400, "unknown_field")
        .body("field", equalTo("limts"));
  }

  @Test
  void refusesWhatIsNotJson() {
    problem(post("{name"), 400, "malformed_body");
    problem(post("[]"), 400, "malformed_body");
  }

  @Test
  void refusesAnEmptyBody() {
    given()
        .contentType(ContentType.JSON)
        .post("/sample")
        .then()
        .statusCode(400)
        .body("status", equalTo(400));
  }

  @Test
  void keepsThePromisedShape() {
    problem(given().get("/sample/gone").then(), 404, "not_found");
    problem(given().get("/sample/x").then(), 409, "already_there").body("id", equalTo("x"));
    problem(given().get("/nowhere").then(), 404, "not_found");
    problem(given().delete("/sample/x").then(), 405, "method_not_allowed");
  }

  @Test
  void tellsNothingOfAnUnexpectedFailure() {
    problem(given().get("/sample/bug").then(), 500, "internal")
        .body(not(containsString("canary")))
        .body(not(containsString("IllegalState")));
  }

  @Test
  void asksForATokenWhereOneIsNeeded() {
    problem(given().get("/sample/guarded").then(), 401, "unauthenticated")
        .header("WWW-Authenticate", "Bearer");
  }
}
