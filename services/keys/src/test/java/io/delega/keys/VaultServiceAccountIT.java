package io.delega.keys;

import io.delega.testkit.VaultDoubleResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Logged in by a Kubernetes service account. */
@QuarkusTest
@WithTestResource(
    value = VaultDoubleResource.class,
    initArgs = @ResourceArg(name = "login", value = "kubernetes"))
class VaultServiceAccountIT extends TransitDoubleContract {}
