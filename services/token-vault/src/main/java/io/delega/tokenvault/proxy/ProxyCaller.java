package io.delega.tokenvault.proxy;

import io.delega.contracts.EnforcementState;
import java.time.Instant;

/**
 * Who calls, by a verified token.
 *
 * @param isAssistant whether the token has the role that may call the proxy
 * @param until when the token expires, or is to be verified again
 * @param trust by which its agency trusts the issuer; null for the platform's own
 */
record ProxyCaller(
    String agency,
    String issuer,
    String subject,
    boolean isAssistant,
    Instant until,
    EnforcementState.Issuer trust) {}
