/** The end of a credential: revoked at the provider, then shredded. */
package io.delega.tokenvault.revocation;
