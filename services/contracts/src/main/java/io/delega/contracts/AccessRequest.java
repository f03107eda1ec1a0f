package io.delega.contracts;

import java.util.List;

/**
 * What a connect session asks the client to agree to, for one assistant.
 *
 * @param assistant the assistant's id
 * @param assistantName its name as the client read it
 * @param permissions what it may do, at least one
 * @param limits within which limits
 */
public record AccessRequest(
    String assistant, String assistantName, List<Permission> permissions, Limits limits) {
  public AccessRequest {
    permissions = permissions == null ? List.of() : List.copyOf(permissions);
    limits = limits == null ? Limits.NONE : limits;
  }
}
