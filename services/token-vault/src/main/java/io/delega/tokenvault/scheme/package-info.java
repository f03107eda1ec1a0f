/** The ways to authenticate at a provider. */
package io.delega.tokenvault.scheme;
