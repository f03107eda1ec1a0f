package io.delega.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.local.Env;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each public call answers to what it must not accept. */
class BadInputIT {
  private static Env env;
  private static Http http;
  private static Story story;
  private static Map<String, String> ids;

  @BeforeAll
  static void connectOneAccount() {
    env = TestPlatform.single();
    http = new Http(Overheard::add);
    story =
        new Story(
            env, http, new SandboxProvider(env.sandbox(), http), "agency-a", Narrator.silent());
    story.connect();
    story.callWithinTheGrant();
    String event = story.entriesWhen(entries -> !entries.isEmpty()).get(0).get("id").asText();
    ids =
        Map.of(
            "{integration}", story.integration(),
            "{client}", story.client(),
            "{session}", story.session(),
            "{connection}", story.connection(),
            "{assistant}", story.assistant(),
            "{grant}", story.grant(),
            "{event}", event);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          # method, path, a role that may not
          GET,    /v1/providers,                                   assistant1
          GET,    /v1/providers/sandbox,                           assistant1
          POST,   /v1/integrations,                                assistant1
          GET,    /v1/integrations,                                assistant1
          GET,    /v1/integrations/{integration},                  assistant1
          PUT,    /v1/integrations/{integration}/secret,           auditor
          POST,   /v1/clients,                                     assistant1
          GET,    /v1/clients,                                     assistant1
          GET,    /v1/clients/{client},                            assistant1
          POST,   /v1/clients/{client}/links,                      assistant1
          POST,   /v1/connect-sessions,                            assistant1
          GET,    /v1/connect-sessions/{session},                  assistant1
          GET,    /v1/connections,                                 assistant1
          GET,    /v1/connections/{connection},                    assistant1
          DELETE, /v1/connections/{connection},                    auditor
          POST,   /v1/assistants,                                  backend
          GET,    /v1/assistants,                                  assistant1
          POST,   /v1/grants,                                      auditor
          GET,    /v1/grants,                                      assistant1
          POST,   /v1/grants/{grant}/revoke,                       auditor
          GET,    /v1/proxy/{connection}/me,                       auditor
          GET,    /v1/audit/events,                                backend
          GET,    /v1/audit/events/{event},                        assistant1
          GET,    /v1/audit/events/{event}/proof,                  assistant1
          GET,    /v1/alerts,                                      assistant1
          GET,    /v1/usage,                                       assistant1
          """)
  void wantsATokenThatMay(String method, String path, String role) {
    String real = real(path);
    Object body = method.equals("GET") || method.equals("DELETE") ? null : Map.of();
    for (String token : new String[] {null, "nonsense", unsigned()}) {
      Answer answer = story.api().call(token, method, real, body);
      assertThat(answer.status()).as("%s with token %s", path, token).isEqualTo(401);
    }
    Answer forbidden = story.api().call("agency-a", role, method, real, body);
    assertThat(forbidden.status()).as("%s as %s: %s", path, role, forbidden.body()).isEqualTo(403);
    assertThat(forbidden.code()).isNotEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          GET,    /v1/integrations/{integration},                  admin
          PUT,    /v1/integrations/{integration}/secret,           admin
          GET,    /v1/clients/{client},                            backend
          POST,   /v1/clients/{client}/links,                      backend
          GET,    /v1/connect-sessions/{session},                  backend
          GET,    /v1/connections/{connection},                    backend
          DELETE, /v1/connections/{connection},                    admin
          POST,   /v1/connections/{connection}/test,               operator
          GET,    /v1/assistants/{assistant},                      admin
          GET,    /v1/grants/{grant},                              operator
          POST,   /v1/grants/{grant}/revoke,                       operator
          GET,    /v1/proxy/{connection}/me,                       assistant1
          GET,    /v1/audit/events/{event},                        auditor
          GET,    /v1/audit/events/{event}/proof,                  auditor
          """)
  void hidesTheOtherAgencysThings(String method, String path, String role) {
    Object body = method.equals("PUT") ? Map.of("clientSecret", "not-a-real-secret") : null;
    Answer answer = story.api().call("agency-b", role, method, real(path), body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    assertThat(answer.header("Delega-Call-Id")).isEmpty();
    assertThat(answer.body()).doesNotContain("Demo client");
    assertThat(story.assistantCalls(story.provider().allowedPath()).status()).isEqualTo(200);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST | /v1/integrations                       | {}                                           | provider     | admin
          POST | /v1/integrations                       | {"provider": "sandbox", "surprise": 1}       | surprise     | admin
          POST | /v1/integrations                       | {"provider": 7                               |              | admin
          POST | /v1/clients                            | {}                                           | name         | backend
          POST | /v1/clients                            | {"name": "X", "surprise": true}              | surprise     | backend
          POST | /v1/clients                            | nonsense                                     |              | backend
          POST | /v1/connect-sessions                   | {}                                           | client       | backend
          POST | /v1/connect-sessions                   | {"client": "cli_x", "integration": 3, "access": 1} | access | backend
          POST | /v1/assistants                         | {"name": "X"}                                | subject      | admin
          PUT  | /v1/integrations/{integration}/secret  | {}                                           | clientSecret | admin
          POST | /v1/grants                             | {}                                           | assistant    | admin
          """)
  void namesTheFieldThatIsWrong(
      String method, String path, String body, String field, String role) {
    Answer answer = story.api().call("agency-a", role, method, real(path), body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.code()).isNotEmpty();
    if (field != null) {
      assertThat(answer.body()).contains(field);
    }
  }

  @Test
  void knowsNoUnknownProvider() {
    Answer answer =
        story
            .api()
            .call(
                "agency-a",
                "admin",
                "POST",
                "/v1/integrations",
                Map.of("provider", "no-such-provider", "oauth", Map.of("clientId", "x")));
    assertThat(answer.status()).isIn(400, 404, 422);
    assertThat(answer.code()).isNotEmpty();
    assertThat(answer.body()).contains("provider");
  }

  @ParameterizedTest
  @CsvSource({
    "/a/../me",
    "/a/./me",
    "/%2e%2e/me",
    "//me",
    "/a%252fb",
    "/a%00b",
    "/a%5Cb",
    "/%zz",
  })
  void refusesPathsThatAreNotCanonical(String path) {
    String token = story.api().token("agency-a", "assistant1");
    Answer answer = RawHttp.get(env.baseUrl(), "/v1/proxy/" + story.connection() + path, token);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("path_not_canonical");
  }

  private static String real(String path) {
    String real = path;
    for (Map.Entry<String, String> id : ids.entrySet()) {
      real = real.replace(id.getKey(), id.getValue());
    }
    return real;
  }

  /** A token of the right shape that nobody signed. */
  private static String unsigned() {
    String token = story.api().token("agency-a", "admin");
    return token.substring(0, token.lastIndexOf('.') + 1) + "AAAA";
  }
}
