package org.commonwatch.node.notify;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A message that is to be sent, or was.
 *
 * @param id by which the target knows it again
 * @param due not tried before
 * @param attempts so far
 * @param hits in it
 * @param beyond hits that found no room and that it tells of as a number
 * @param hit the only one, for a link
 * @param error of the last attempt that failed
 */
record Delivery(
        long number,
        String id,
        Form form,
        State state,
        Instant made,
        Instant due,
        Optional<Instant> ended,
        int attempts,
        long hits,
        long beyond,
        Optional<Long> hit,
        Optional<String> error) {
    /** The code stands in {@code local.db}, the word in the API. */
    enum State {
        WAITING(1),
        DELIVERED(2),
        /** Given up after the last attempt. */
        FAILED(3),
        /** The gate let nothing of it through any more. */
        WITHHELD(4);

        private final int code;

        State(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofCode(int code) {
            return Arrays.stream(values())
                    .filter(state -> state.code == code)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no state has the code " + code));
        }
    }
}
