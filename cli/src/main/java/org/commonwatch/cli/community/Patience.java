package org.commonwatch.cli.community;

import java.time.Duration;
import java.util.Optional;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.kernel.Refused;

/** Asks again and again until there is an answer, for as long as it is given. */
final class Patience {
    private static final int LOOK_MILLIS = 5;

    /** What is asked. */
    @FunctionalInterface
    interface Asked {
        Optional<String> now() throws Refused;
    }

    /** What is to become true. */
    @FunctionalInterface
    interface Hoped {
        boolean now() throws Refused;
    }

    private Patience() {}

    static void until(String what, Duration patience, Hoped hoped) throws Refused {
        String _ = waitFor(what, patience, () -> hoped.now() ? Optional.of(what) : Optional.empty());
    }

    /** @throws Fault when there is no answer in time */
    static String waitFor(String what, Duration patience, Asked asked) throws Refused {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<String> answer = asked.now();
            if (answer.isPresent()) {
                return answer.orElseThrow();
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Fault("interrupted while waiting for " + what, e);
            }
        }
        throw new Fault("waited " + patience.toSeconds() + " seconds in vain for " + what);
    }

    static String millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis() + " ms";
    }
}
