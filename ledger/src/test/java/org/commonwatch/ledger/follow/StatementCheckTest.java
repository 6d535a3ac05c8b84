package org.commonwatch.ledger.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.statement.StatementTime;
import org.junit.jupiter.api.Test;

/** The log's time as several nodes state it, of which not all are known from the start. */
class StatementCheckTest {
    private static final SigningKey FOUNDER = Logs.TIME_KEY;
    private static final SigningKey SECOND = Logs.key(31);
    private static final SigningKey MEMBER = Logs.key(32);

    private final Map<KeyId, VerifyingKey> known = new ConcurrentHashMap<>();
    private final StatementCheck check = new StatementCheck(
            Logs.ORIGIN, key -> !key.equals(MEMBER.id()), key -> Optional.ofNullable(known.get(key)));

    private LanePosition founders = LanePosition.FIRST;
    private LanePosition seconds = LanePosition.FIRST;

    StatementCheckTest() {
        known.put(FOUNDER.id(), FOUNDER.verifyingKey());
    }

    private static Instant at(int second) {
        return Logs.NOW.plusSeconds(second);
    }

    private static Envelope time(SigningKey by, LanePosition position, int second) throws Refused {
        Draft draft = Draft.of(Logs.ORIGIN, "org.example", at(second), "log.time", 1, Audience.of("log"))
                .with(JsonNodeFactory.instance.objectNode().put("now", StatementTime.text(at(second))));
        return Envelope.sign(draft, position, by);
    }

    private String founder(long index, int second) throws Refused {
        Envelope envelope = time(FOUNDER, founders, second);
        founders = founders.next(envelope.id());
        return check(index, envelope);
    }

    private String second(long index, int second) throws Refused {
        Envelope envelope = time(SECOND, seconds, second);
        seconds = seconds.next(envelope.id());
        return check(index, envelope);
    }

    private String check(long index, Envelope envelope) {
        return check.check(index, envelope.leaf()).map(Refusal::code).orElse("");
    }

    @Test
    void aNodeThatBecomesKnownHasStatedTheTimeAllAlong() throws Refused {
        assertEquals("", founder(0, 1));
        assertEquals("key-unknown", second(1, 2));
        assertEquals("key-unknown", second(2, 3));
        assertEquals(Optional.of(at(1)), check.logTimeAt(3), "what nobody is known to have said does not count");
        known.put(SECOND.id(), SECOND.verifyingKey());
        assertEquals(Optional.of(at(2)), check.logTimeAt(2));
        assertEquals(Optional.of(at(3)), check.logTimeAt(3));
        assertEquals("", second(3, 4), "its lane goes on where it was");
        assertEquals("", founder(4, 5));
        assertEquals(Optional.of(at(5)), check.logTimeAt(5));
    }

    @Test
    void whatIsRememberedIsVerifiedWhenTheKeyIsKnown() throws Refused {
        assertEquals("", founder(0, 1));
        Envelope good = time(SECOND, LanePosition.FIRST, 7);
        Envelope repeated = time(SECOND, LanePosition.FIRST, 9);
        assertEquals("key-unknown", check(1, good));
        assertEquals("key-unknown", check(2, repeated));
        known.put(SECOND.id(), MEMBER.verifyingKey());
        assertEquals(Optional.of(at(1)), check.logTimeAt(3), "signed by another");
        known.put(SECOND.id(), SECOND.verifyingKey());
        assertEquals(Optional.of(at(1)), check.logTimeAt(3), "looked at once");
    }

    @Test
    void aNumberThatStoodBeforeIsNoSecondTime() throws Refused {
        Envelope good = time(SECOND, LanePosition.FIRST, 7);
        assertEquals("key-unknown", check(0, good));
        assertEquals("key-unknown", check(1, time(SECOND, LanePosition.FIRST, 9)));
        known.put(SECOND.id(), SECOND.verifyingKey());
        assertEquals(Optional.of(at(7)), check.logTimeAt(2));
    }

    /** Junk by strangers costs bounded memory, and pushes out junk only. */
    @Test
    void strangersDoNotFillTheMemory() throws Refused {
        assertEquals("", founder(0, 1));
        for (int i = 1; i <= 1_500; i++) {
            assertEquals("key-unknown", check(i, time(SECOND, LanePosition.FIRST, 2)));
        }
        assertEquals(Optional.of(at(1)), check.logTimeAt(1_501));
        assertEquals("", founder(1_501, 3));
        known.put(MEMBER.id(), MEMBER.verifyingKey());
        assertEquals("", check(1_502, time(MEMBER, LanePosition.FIRST, 9)));
        assertEquals(Optional.of(at(3)), check.logTimeAt(1_503), "a member's own word on the time is nobody's");
    }
}
