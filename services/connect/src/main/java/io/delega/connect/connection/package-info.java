/** Connections, their states, and the stored steps of their revocation. */
package io.delega.connect.connection;
