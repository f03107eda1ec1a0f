package io.delega.local.chaos;

import java.net.URI;

/**
 * A replica of token-vault as callers reach it, past the edge.
 *
 * @param name of its process
 */
record Vault(String name, URI url) {
  /** The path of a proxied call that tells the provider which replica it came through. */
  String path(String connection, String path) {
    return "/v1/proxy/" + connection + "/from/" + name + path;
  }
}
