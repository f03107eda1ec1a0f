package io.delega.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one consent gave out: a chain of refresh tokens and their access tokens, by hash. */
final class Family {
  /** When an access token ends (epoch milliseconds), and the key it was made with. */
  record Access(long expiresAt, int key) {}

  public String id;
  public String clientId;
  public String user;
  public List<String> scopes = List.of();
  public boolean revoked;
  public String refresh;
  public List<String> usedRefresh = new ArrayList<>();
  public Map<String, Access> access = new HashMap<>();

  boolean holdsRefresh(String hash) {
    return hash.equals(refresh) || usedRefresh.contains(hash);
  }
}
