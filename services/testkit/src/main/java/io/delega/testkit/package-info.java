/** Real Kafka, PostgreSQL, OIDC issuer, Keycloak and sandbox provider for tests, without Docker. */
package io.delega.testkit;
