package org.commonwatch.node.feeds;

import java.time.Duration;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;

/** A poll that did not come to its end: why, and when the server wants to be asked again. What is done stays done. */
final class PollFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;
    private final transient Optional<Duration> retryAfter;

    PollFault(String code, String sentence) {
        this(Refusal.of(code, "", sentence), Optional.empty());
    }

    PollFault(Refusal refusal, Optional<Duration> retryAfter) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
        this.retryAfter = retryAfter;
    }

    String code() {
        return refusal.code();
    }

    Refusal refusal() {
        return refusal;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
