/** The proxied call, from the caller's request to the provider's answer. */
package io.delega.tokenvault.proxy;
