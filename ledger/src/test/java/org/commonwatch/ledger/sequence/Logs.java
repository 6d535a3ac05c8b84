package org.commonwatch.ledger.sequence;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;

/** Keys, settings and statements that the tests of this module share. */
public final class Logs {
    public static final String ORIGIN = "log.example.org/test";
    public static final Instant NOW = Instant.parse("2026-11-22T05:53:19Z");
    public static final NoteSigner SIGNER = new NoteSigner(ORIGIN, key(1));
    public static final SigningKey TIME_KEY = key(2);

    private Logs() {}

    public static SigningKey key(int number) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) number);
        return SigningKey.ofSeed(seed);
    }

    /** Admission without signatures and a standing clock, so that equal input gives equal logs. */
    public static LogSettings settings(Disk disk, Path directory) {
        return settings(disk, directory, Admission.verifiedByCaller(), Duration.ZERO);
    }

    public static LogSettings settings(Disk disk, Path directory, Admission admission, Duration spacing) {
        return settings(disk, directory, admission, spacing, System::nanoTime);
    }

    /** Signed with another key than {@link #SIGNER}. */
    public static LogSettings settings(Disk disk, Path directory, NoteSigner signer) {
        LogSettings usual = settings(disk, directory);
        return new LogSettings(
                usual.disk(),
                usual.directory(),
                usual.origin(),
                usual.author(),
                signer,
                usual.timeKey(),
                usual.admission(),
                usual.clock(),
                usual.nanos(),
                usual.threads(),
                usual.checkpointSpacing());
    }

    /** Each look at the monotonic clock passes a tenth of a second, so that no retry waits. */
    public static LogSettings impatient(Disk disk, Path directory) {
        AtomicLong nanos = new AtomicLong();
        return settings(
                disk, directory, Admission.verifiedByCaller(), Duration.ZERO, () -> nanos.addAndGet(100_000_000));
    }

    /** With a monotonic clock of one's own. */
    static LogSettings settings(Disk disk, Path directory, Admission admission, Duration spacing, LongSupplier nanos) {
        return new LogSettings(
                disk,
                directory,
                ORIGIN,
                "org.example",
                SIGNER,
                TIME_KEY,
                admission,
                () -> NOW,
                nanos,
                Thread::new,
                spacing);
    }

    public static Draft draft(int number) {
        return Draft.of(ORIGIN, "org.example", NOW, "test.note", 1, Audience.of("own"))
                .with(JsonNodeFactory.instance.objectNode().put("number", number));
    }

    public static Envelope envelope(SigningKey key, LanePosition position, int number) {
        try {
            return Envelope.sign(draft(number), position, key);
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }
}
