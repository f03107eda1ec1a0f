/** Transactional outbox: facts are written with the change they tell of and relayed to Kafka. */
package io.delega.outbox;
