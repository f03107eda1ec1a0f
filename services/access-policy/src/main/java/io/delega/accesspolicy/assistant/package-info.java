/** Which OIDC identities an agency's assistants are. */
package io.delega.accesspolicy.assistant;
