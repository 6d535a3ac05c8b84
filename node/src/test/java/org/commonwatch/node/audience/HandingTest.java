package org.commonwatch.node.audience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.NotAccepted;
import org.commonwatch.node.spine.Submission;
import org.junit.jupiter.api.Test;

/** What is said of an audience when another statement about it came first. */
class HandingTest {
    private static final Submission DONE = new Submission(CompletableFuture.completedFuture(7L));

    private final Queue<Submission> said = new ArrayDeque<>();

    private static Submission voidBy(String rule) {
        Refusal refusal =
                Refusal.of(NotAccepted.VOID, "", "The entry stands in the log and changes nothing: No. [" + rule + "]");
        return new Submission(CompletableFuture.failedFuture(refusal.toException()));
    }

    private boolean inTurn(Submission... outcomes) throws Refused {
        said.addAll(List.of(outcomes));
        return Handing.inTurn(Duration.ofSeconds(1), () -> Optional.ofNullable(said.poll()));
    }

    @Test
    void isSaidAnewWhenItWasOvertaken() throws Refused {
        assertTrue(inTurn(voidBy(RekeyRules.OVERTAKEN), voidBy(RekeyRules.OVERTAKEN), DONE));
        assertEquals(0, said.size());
    }

    @Test
    void isDoneWhenTheOtherStatementSaidIt() throws Refused {
        assertTrue(inTurn(voidBy(RekeyRules.OVERTAKEN)));
    }

    @Test
    void isNotSaidForEver() {
        Submission overtaken = voidBy(RekeyRules.OVERTAKEN);
        assertThrows(NotAccepted.class, () -> inTurn(overtaken, overtaken, overtaken, DONE));
        assertEquals(1, said.size());
    }

    @Test
    void isRefusedForAnyOtherReasonAtOnce() {
        assertThrows(NotAccepted.class, () -> inTurn(voidBy("steward-only"), DONE));
        assertEquals(1, said.size());
    }
}
