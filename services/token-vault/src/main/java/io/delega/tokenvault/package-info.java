/** The only process with credential keys, and the only one that talks to providers. */
package io.delega.tokenvault;
