package org.commonwatch.ledger.keys;

import java.util.Optional;

/** Which way checks signatures now: Java at first, the native one once it pays to load it. */
final class Ed25519Equations {
    private static final Ed25519Equation JAVA = new BouncyCastleEd25519();

    private static volatile Optional<Ed25519Equation> fast = Optional.empty();

    private Ed25519Equations() {}

    static Ed25519Equation now() {
        if (fast.isEmpty()) {
            fast = AwsLc.now(AwsLc.LIGHT).map(NativeEd25519::new);
        }
        return fast.orElse(JAVA);
    }
}
