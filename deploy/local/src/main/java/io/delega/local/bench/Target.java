package io.delega.local.bench;

import java.util.Map;

/**
 * Something to be asked again and again.
 *
 * @param headers what each request carries; may hold a token
 */
record Target(String name, int port, String path, Map<String, String> headers) {
  @Override
  public String toString() {
    return name;
  }
}
