package io.delega.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultLoginTest {
  private static final String PREFIX = "quarkus.vault.authentication.";

  @ParameterizedTest
  @ValueSource(strings = {"client-token", "client-token-wrapping-token", "userpass.username"})
  void refusesWhatDoesNotRunOutAlsoBesideALogin(String name) {
    assertThat(VaultLogin.objection(Set.of(PREFIX + name, PREFIX + "app-role.role-id")::contains))
        .hasValueSatisfying(
            objection ->
                assertThat(objection)
                    .contains(PREFIX + name, PREFIX + "app-role.role-id", "kubernetes.role"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"app-role.role-id", "kubernetes.role"})
  void takesALoginThatGivesTokensWhichRunOut(String name) {
    assertThat(VaultLogin.objection((PREFIX + name)::equals)).isEmpty();
  }

  @Test
  void wantsSomeLogin() {
    assertThat(VaultLogin.objection(name -> false)).isPresent();
  }
}
