/** The record of every proxied call: decided before it is sent, completed after. */
package io.delega.tokenvault.access;
