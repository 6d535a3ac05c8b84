package org.commonwatch.council;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.junit.jupiter.api.Test;

class ProposalTest {
    private static final SigningKey AUTHOR = SigningKey.generate(new SecureRandom());
    private static final Envelope TIME = Party.statement(AUTHOR, LanePosition.FIRST, "the time");

    private static Envelope statement(int chars) {
        return Party.statement(AUTHOR, LanePosition.FIRST, "x".repeat(chars));
    }

    @Test
    void whatIsWrittenReadsAsTheSame() throws Refused {
        Proposal.Batch batch = new Proposal.Batch(Optional.of(TIME), List.of(statement(1), statement(40_000)));
        byte[] bytes = Proposal.write(batch);
        assertEquals(batch, Proposal.parse(bytes));
        assertArrayEquals(bytes, Proposal.parse(bytes).toBytes());
    }

    /** The leader does not read again what it has put a time to; the others must not read something else. */
    @Test
    void aBatchIsNotWrittenWhenItsTimeMakesItTooLongToRead() throws Refused {
        List<Envelope> statements = new ArrayList<>();
        Proposal.Batch batch = new Proposal.Batch(Optional.empty(), statements);
        for (int chars = 40_000; chars > 0; ) {
            statements.add(statement(chars));
            Proposal.Batch more = new Proposal.Batch(Optional.empty(), statements);
            if (more.toBytes().length <= Proposal.BYTES_MAX) {
                batch = more;
            } else {
                statements.removeLast();
                chars /= 2;
            }
        }
        int left = Proposal.BYTES_MAX - batch.toBytes().length;
        assertTrue(left < TIME.leaf().length, left + " bytes are left");
        assertEquals(batch, Proposal.parse(Proposal.write(batch)));
        Proposal.Batch stamped = new Proposal.Batch(Optional.of(TIME), batch.statements());
        assertEquals(
                "proposal-malformed",
                assertThrows(Refused.class, () -> Proposal.write(stamped))
                        .refusal()
                        .code());
    }
}
