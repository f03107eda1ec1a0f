/** Credentials at rest and at the moment of use. */
package io.delega.tokenvault.credential;
