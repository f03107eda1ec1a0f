/**
 * Providers, integrations, clients, connect sessions, connections and the hosted connect page. No
 * credential ever comes here.
 */
package io.delega.connect;
