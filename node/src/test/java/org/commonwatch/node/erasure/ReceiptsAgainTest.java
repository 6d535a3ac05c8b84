package org.commonwatch.node.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletionException;
import org.commonwatch.kernel.Refusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptsAgainTest {
    /** Whether a receipt that the log did not take is given up until the next start. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            log-unavailable | false | cosigners were not heard yet, right after a start
            queue-full      | false | busy
            disk-full       | false | room is made
            log-closed      | false | reopened for another quorum
            log-waiting     | false | cosigners are away
            receipt-known   | true  | said before
            author          | true  | no member any more
            """)
    void whatTheLogCannotTakeJustNowIsSaidAgain(String code, boolean givenUp, String why) {
        Throwable refused = Refusal.of(code, "", "No.").toException();
        assertEquals(givenUp, Eraser.isRefusal(refused), why);
        assertEquals(givenUp, Eraser.isRefusal(new CompletionException(refused)), why);
        assertEquals(false, Eraser.isRefusal(new IllegalStateException("outcome unknown")));
    }
}
