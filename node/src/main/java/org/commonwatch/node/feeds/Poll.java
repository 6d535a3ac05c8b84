package org.commonwatch.node.feeds;

import java.io.IOException;

/** One reading of one kind of feed. */
interface Poll {
    /**
     * What came of it.
     *
     * @param cursor to start from next time
     * @param put objects that landed
     * @param withdrawn objects that had vanished
     * @param refused pieces that were left out
     */
    record Result(Cursor cursor, long put, long withdrawn, long refused) {
        static Result nothing(Cursor cursor) {
            return new Result(cursor, 0, 0, 0);
        }
    }

    /**
     * @param batch names everything that lands
     * @throws PollFault when it did not come to its end; the stored cursor then tells how far it came
     * @throws IOException when a download cannot be read back or unpacked
     */
    Result run(Feed feed, String batch) throws PollFault, IOException, InterruptedException;
}
