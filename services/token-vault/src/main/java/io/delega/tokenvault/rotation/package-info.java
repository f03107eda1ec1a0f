/** New versions of the key-encryption key, and how everything is brought under them. */
package io.delega.tokenvault.rotation;
