/** Envelope encryption: data keys, and the key-encryption key that wraps them. */
package io.delega.keys;
