/** Issuers that an agency trusts for its assistants, besides the platform's own. */
package io.delega.accesspolicy.issuer;
