package org.commonwatch.node.spine;

import java.util.function.LongSupplier;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;

/** Writes of payloads whose statements are asked for afterwards: nothing refers to them yet, so that a fault is a plain no. */
final class PayloadWrites {
    /** With less room than the largest payload needs, a failed write is put down to the full disk. */
    private static final long ROOM_BYTES_MIN = 2L * Limits.STATEMENT_PAYLOAD_BYTES_MAX;

    private final LongSupplier usableBytes;

    /** One write. */
    @FunctionalInterface
    interface Write {
        void run() throws Refused;
    }

    PayloadWrites(LongSupplier usableBytes) {
        this.usableBytes = usableBytes;
    }

    /** @throws Refused as the write says, {@code disk-full} or {@code log-unavailable} */
    void run(Write write) throws Refused {
        try {
            write.run();
        } catch (DiskFault fault) {
            boolean full = usableBytes.getAsLong() < ROOM_BYTES_MIN;
            throw Refusal.of(
                            full ? "disk-full" : "log-unavailable",
                            "",
                            "The payload could not be written: " + fault.getMessage())
                    .toException();
        }
    }
}
