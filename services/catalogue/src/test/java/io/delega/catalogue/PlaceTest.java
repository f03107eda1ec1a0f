package io.delega.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.catalogue.Place.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {
  @Test
  void readsWhereAResourceIsNamed() {
    assertThat(Place.of("path.mailbox")).isEqualTo(new Place(Kind.PATH, List.of("mailbox")));
    assertThat(Place.of("query.a.b")).isEqualTo(new Place(Kind.QUERY, List.of("a.b")));
    assertThat(Place.of("form.channel")).isEqualTo(new Place(Kind.FORM, List.of("channel")));
    assertThat(Place.of("header.X-Account"))
        .isEqualTo(new Place(Kind.HEADER, List.of("x-account")));
  }

  @Test
  void readsTheWayIntoABody() {
    Place bulk = new Place(Kind.BODY, List.of("inputs", "*", "id"));
    assertThat(Place.of("body.inputs.*.id")).isEqualTo(bulk);
    assertThat(Place.of("body./inputs/*/id")).isEqualTo(bulk);
    assertThat(Place.of("body/inputs/*/id")).isEqualTo(bulk);
    assertThat(Place.of("body./a~1b/m~0n").steps()).containsExactly("a/b", "m~n");
    assertThat(Place.of("body.channel").steps()).containsExactly("channel");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "path",
        "path.",
        "cookie.session",
        "query.a[]",
        "body",
        "body.",
        "body./",
        "body.a..b",
        "body./a//b",
        "body.a.",
        "body./a~2b",
        "body.inputs.0.id",
        "body./inputs/0/id",
        "body.a.*.b.*.c.*",
        "header.Host",
        "header.authorization",
        "header.Content-Type",
        "header.X-HTTP-Method-Override"
      })
  void saysWhatIsNoPlace(String text) {
    assertThatThrownBy(() -> Place.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).{10,}");
  }
}
