package io.delega.keys;

import io.delega.testkit.VaultDoubleResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Logged in by AppRole. */
@QuarkusTest
@WithTestResource(VaultDoubleResource.class)
class VaultTransitKeyIT extends TransitDoubleContract {}
