package io.delega.connect.client;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The life of a client here. */
public enum ClientState {
  @JsonProperty("active")
  ACTIVE,
  /** Everything is being revoked and destroyed; nothing new can begin. */
  @JsonProperty("offboarding")
  OFFBOARDING,
  @JsonProperty("offboarded")
  OFFBOARDED
}
