package io.delega.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Names of the claims the platform reads from access tokens. */
@ConfigMapping(prefix = "delega.api")
public interface ApiConfig {
  /** The claim with the agency's id. */
  @WithDefault("agency")
  String agencyClaim();

  /** The claim with the agency's name as clients know it. */
  @WithDefault("agency_name")
  String agencyNameClaim();
}
