package io.delega.tokenvault.proxy;

import java.time.Instant;

/**
 * Who calls, by a verified token.
 *
 * @param isAssistant whether the token has the role that may call the proxy
 * @param until when the token expires
 */
record ProxyCaller(
    String agency, String issuer, String subject, boolean isAssistant, Instant until) {}
