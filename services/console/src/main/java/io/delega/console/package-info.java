/**
 * The web: agency dashboard and client page. Holds no data; calls the others with the visitor's
 * token.
 */
package io.delega.console;
