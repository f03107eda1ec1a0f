/** A witness of transparency logs (C2SP tlog-witness), on the JDK's own HTTP server. */
package io.delega.witness;
