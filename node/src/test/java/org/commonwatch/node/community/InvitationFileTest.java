package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.junit.jupiter.api.Test;

/** An invitation comes from strangers, and what it brings is opened at every start of the node. */
class InvitationFileTest {
    private static final String ORIGIN = "commonwatch/coast/1";
    private static final NoteKey LOG = key(ORIGIN);

    private static NoteKey key(String name) {
        return new NoteKey(name, SigningKey.generate(new SecureRandom()).verifyingKey());
    }

    private static InvitationFile file(String name, NoteKey checkpointKey, String policy) {
        return new InvitationFile(
                name,
                ORIGIN,
                checkpointKey,
                key("org-1"),
                key("org-1"),
                policy,
                List.of(URI.create("https://steward.example")),
                Optional.empty(),
                "ab".repeat(16),
                Instant.parse("2026-12-01T00:00:00Z"),
                "secret");
    }

    @Test
    void readsWhatItWrites() throws Refused {
        InvitationFile file = file("coast", LOG, Policy.unwitnessed(LOG).text());
        assertEquals(file, InvitationFile.parse(file.toBytes()));
    }

    @Test
    void refusesWhatCouldNotBeOpenedAgain() {
        String right = Policy.unwitnessed(LOG).text();
        NoteKey other = key("commonwatch/elsewhere/1");
        List<InvitationFile> wrong = List.of(
                file("coast", LOG, ""),
                file("coast", LOG, "quorum nobody\n"),
                file("coast", LOG, Policy.unwitnessed(other).text()),
                file("coast", other, right),
                // The name of the log of samples, which are made up and belong into no community.
                file("sample", LOG, right));
        for (InvitationFile each : wrong) {
            assertThrows(Refused.class, () -> InvitationFile.parse(each.toBytes()), each.policy());
        }
    }
}
