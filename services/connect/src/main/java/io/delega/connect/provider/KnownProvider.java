package io.delega.connect.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.catalogue.Catalogue;
import io.delega.catalogue.ProviderDefinition;

/**
 * A provider that an agency can use.
 *
 * @param json the definition as it was written
 * @param own whether the agency defined it itself
 * @param version 0 for the platform's
 */
public record KnownProvider(
    ProviderDefinition definition, JsonNode json, boolean own, long version) {

  static KnownProvider builtIn(ProviderDefinition definition) {
    return new KnownProvider(definition, Catalogue.toJson(definition), false, 0);
  }

  /** Whether connecting an account goes through the provider's own login. */
  public boolean oauth() {
    return definition.auth().mode() == ProviderDefinition.Mode.OAUTH2;
  }
}
