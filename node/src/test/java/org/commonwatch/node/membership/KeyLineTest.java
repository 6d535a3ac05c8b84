package org.commonwatch.node.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.KeyHandover;
import org.commonwatch.ledger.note.NoteKey;
import org.junit.jupiter.api.Test;

/** What leads to each key of an organisation that changed its keys twice. */
class KeyLineTest {
    private static final String NAME = key(1).id().ownerName();
    private static final KeyHandover FIRST = KeyHandover.sign(named(1), key(1), named(2));
    private static final KeyHandover SECOND = KeyHandover.sign(named(2), key(2), named(3));

    private static SigningKey key(int number) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) number);
        return SigningKey.ofSeed(seed);
    }

    private static NoteKey named(int number) {
        return new NoteKey(NAME, key(number).verifyingKey());
    }

    @Test
    void leadsFromTheKeyThatGaveTheNameToEachOfTheLineAndToNoOther() {
        KeyLine line = new KeyLine(List.of(FIRST, SECOND));
        assertEquals(Optional.of(List.of()), line.upTo(named(1), named(3)));
        assertEquals(Optional.of(List.of(FIRST)), line.upTo(named(2), named(3)));
        assertEquals(Optional.of(List.of(FIRST, SECOND)), line.upTo(named(3), named(3)));
        assertEquals(Optional.empty(), line.upTo(named(4), named(3)));
    }

    /** As after the steward replaced the first key. */
    @Test
    void aLineThatBeginsLaterLeadsNowhere() {
        KeyLine line = new KeyLine(List.of(SECOND));
        assertEquals(Optional.empty(), line.upTo(named(3), named(3)));
        assertEquals(Optional.empty(), new KeyLine(List.of()).upTo(named(3), named(3)));
    }
}
