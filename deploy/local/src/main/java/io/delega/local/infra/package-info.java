/** What the services stand on: PostgreSQL, Kafka, an OIDC issuer, and the sandbox to play with. */
package io.delega.local.infra;
