package org.commonwatch.node.audience;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.seal.EncryptionKey;
import org.commonwatch.ledger.seal.X25519Hpke;
import org.commonwatch.node.spine.NodeFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandingTest {
    @TempDir
    Path folder;

    /** A member certifies its own key: one to which nothing can be encrypted leaves that member out, and nobody else. */
    @Test
    void whoseKeyIsNoneIsLeftOut() {
        SecureRandom random = new SecureRandom();
        try (NodeFixture node = NodeFixture.open(
                folder,
                new LocalDisk(),
                NodeFixture.steps(Instant.parse("2026-11-26T00:00:00Z")),
                List.of(),
                List.of(),
                List.of(new KeyringTables()))) {
            Keyring keyring = new Keyring(node.local(), node.index(), node.identity(), random);
            Handing handing = new Handing(node.spine(), keyring, random);
            byte[] right = EncryptionKey.generate(random).publicBytes();
            assertEquals(true, handing.reaches(receiver(X25519Hpke.ID, right)));
            assertEquals(false, handing.reaches(receiver(X25519Hpke.ID, new byte[32])), "a point of small order");
            assertEquals(false, handing.reaches(receiver(X25519Hpke.ID, new byte[31])));
            assertEquals(false, handing.reaches(receiver(X25519Hpke.ID + 1, right)), "a suite to come");
        }
    }

    private static StandingRows.Receiver receiver(int suite, byte[] key) {
        return new StandingRows.Receiver("org-1", suite, Base64.getEncoder().encodeToString(key));
    }
}
