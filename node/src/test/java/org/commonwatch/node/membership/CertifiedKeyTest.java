package org.commonwatch.node.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.seal.EncryptionKey;
import org.junit.jupiter.api.Test;

/** A member's key for audiences counts only as the member's own key has signed it. */
class CertifiedKeyTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SigningKey grid = SigningKey.generate(RANDOM);
    private final SigningKey steward = SigningKey.generate(RANDOM);

    private static CertifiedKey certified(SigningKey by, String name, int suite, byte[] key) {
        String text = Base64.getEncoder().encodeToString(key);
        byte[] signature = by.sign(String.join("\n", "commonwatch encryption key v1", name, "" + suite, text)
                .getBytes(StandardCharsets.UTF_8));
        return new CertifiedKey(suite, text, Base64.getEncoder().encodeToString(signature));
    }

    private Organisation organisation() throws Refused {
        return Organisation.of(
                "Grid",
                OrganisationKind.PUBLIC,
                new NoteKey(grid.id().ownerName(), grid.verifyingKey()),
                List.of(),
                List.of(URI.create("https://grid.example")));
    }

    @Test
    void readsAsItWasWritten() throws Refused {
        CertifiedKey own = certified(
                grid, organisation().name(), 1, EncryptionKey.generate(RANDOM).publicBytes());
        Organisation with = organisation().with(own);
        assertEquals(Optional.of(own), with.encryption());
        assertEquals(with, Organisation.read(with.body()));
        assertEquals(Optional.empty(), Organisation.read(organisation().body()).encryption());
    }

    @Test
    void aSuiteOfALaterReleaseIsKeptAsItIs() throws Refused {
        CertifiedKey later = certified(grid, organisation().name(), 2, new byte[1216]);
        assertEquals(Optional.of(later), organisation().with(later).encryption());
    }

    @Test
    void anotherKeyInItsPlaceIsRefused() throws Refused {
        byte[] key = EncryptionKey.generate(RANDOM).publicBytes();
        String name = organisation().name();
        CertifiedKey good = certified(grid, name, 1, key);
        String other = Base64.getEncoder()
                .encodeToString(EncryptionKey.generate(RANDOM).publicBytes());
        for (CertifiedKey wrong : List.of(
                certified(steward, name, 1, key),
                certified(grid, steward.id().ownerName(), 1, key),
                certified(grid, name, 1, new byte[31]),
                certified(grid, name, 0, key),
                new CertifiedKey(1, other, good.signature()),
                new CertifiedKey(2, good.key(), good.signature()),
                new CertifiedKey(1, good.key(), ""))) {
            assertThrows(Refused.class, () -> organisation().with(wrong), wrong.toString());
        }
    }
}
