/** The secrets of integrations: written by agencies, read by nobody but the vault. */
package io.delega.tokenvault.integration;
