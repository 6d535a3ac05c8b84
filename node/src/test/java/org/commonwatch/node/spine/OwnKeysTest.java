package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnKeysTest {
    @TempDir
    private Path folder = Path.of("");

    private NodeFixture node() {
        return NodeFixture.open(folder, new LocalDisk(), Clock.systemUTC(), List.of(), List.of());
    }

    private static List<String> keys(NodeFixture node) {
        return node.identity().cosigners().stream()
                .map(Cosigner::key)
                .map(key -> key.text())
                .toList();
    }

    private List<String> files() {
        return Stream.of(folder.resolve("keys").toFile().list())
                .filter(file -> file.startsWith("cosigner"))
                .sorted()
                .toList();
    }

    @Test
    void anOlderKeyToCosignWithIsKeptUntilNothingAsksForIt() {
        List<String> both;
        try (NodeFixture node = node()) {
            Identity self = node.identity();
            String first = self.cosigner().key().text();
            self.changeKeys(new TreeSet<>(), "rotated", false);
            assertEquals(List.of(first), keys(node), "not asked for");
            assertFalse(self.changesCosigner());
            self.changeKeys(new TreeSet<>(), "rotated", true);
            both = keys(node);
            assertEquals(2, both.size());
            assertEquals(first, both.getLast());
            assertTrue(self.changesCosigner());
        }
        assertEquals(List.of("cosigner-3.key", "cosigner.key"), files());
        try (NodeFixture node = node()) {
            Identity self = node.identity();
            assertEquals(both, keys(node), "the same after a restart");
            self.forgetCosigners(both::contains);
            assertEquals(both, keys(node));
            self.forgetCosigners(any -> false);
            assertEquals(List.of(both.getFirst()), keys(node), "the newest stays whatever is asked for");
        }
        assertEquals(List.of("cosigner-3.key"), files());
        try (NodeFixture node = node()) {
            assertEquals(List.of(both.getFirst()), keys(node));
            node.identity().changeKeys(new TreeSet<>(), "rotated", false);
            assertFalse(node.identity().changesCosigner(), "a later change brings what it was asked for");
        }
    }

    @Test
    void noBackupHasAKeyToCosignWith() {
        assertTrue(Stream.of("cosigner.key", "cosigner-3.key", "epoch-2-cosigner-harbour.key")
                .map(Path::of)
                .allMatch(Keys::isCosigner));
        assertFalse(Stream.of("author-3.key", "log-cosigner.key", "encryption.key")
                .map(Path::of)
                .anyMatch(Keys::isCosigner));
    }

    @Test
    void aSeatHasKeysOfItsOwnFromTheSecondOn() {
        try (NodeFixture node = node()) {
            Keys keys = new Keys(node.spine().home(), new SecureRandom());
            assertEquals(1, keys.seats("harbour"));
            assertEquals(
                    keys.log("harbour").verifyingKey(), keys.seat("harbour", 1).verifyingKey());
            VerifyingKey second = keys.seat("harbour", 2).verifyingKey();
            assertEquals(2, keys.seats("harbour"));
            keys.seat("harbour" + Keys.TIME, 3);
            assertEquals(2, keys.seats("harbour"), "made last");
            keys.seat("other", 7);
            assertEquals(2, keys.seats("harbour"));
            assertNotEquals(second, keys.log("harbour").verifyingKey());
            assertEquals(second, keys.seat("harbour", keys.seats("harbour")).verifyingKey(), "the same again");
        }
    }

    @Test
    void whoOrdersALogKeepsItsKeys() throws Refused {
        try (NodeFixture node = node()) {
            Log home = node.home();
            NoteKey before = node.spine().orderingKeys(home).checkpoint();
            Refused refused = assertThrows(Refused.class, () -> node.spine().newOrderingKeys(home));
            assertEquals("seat-leaving", refused.refusal().code());
            assertEquals(before, node.spine().orderingKeys(home).checkpoint());
        }
    }
}
