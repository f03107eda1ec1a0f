/**
 * Creations that can be repeated. A service that uses it has a table {@code idempotency_key (id
 * text primary key, fingerprint text, made text, created_at timestamptz default now())}.
 */
package io.delega.idempotency;
