package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.node.spine.TooBusy;
import org.junit.jupiter.api.Test;

class HearingTest {
    private static final NoteSigner SIGNER =
            new NoteSigner("commonwatch/harbour/1", SigningKey.generate(new SecureRandom()));
    private static final Note NOTE = Note.sign(
            Checkpoint.of("commonwatch/harbour/1", 9, Digest.of(new byte[] {1})).text(), SIGNER);

    /** Whom to ask stands in a store, and that may be too busy for a moment. */
    @Test
    void aFaultWhileAskingIsNotTheEndOfHearing() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        BlockingQueue<Note> heard = new ArrayBlockingQueue<>(10);
        Hearing hearing = new Hearing(
                "test",
                () -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new TooBusy("all connections are in use");
                    }
                    return new ByteArrayInputStream(
                            ("data: " + Announcement.of(NOTE).text() + "\n").getBytes(StandardCharsets.US_ASCII));
                },
                news -> news.map(Announcement::checkpoint).ifPresent(heard::offer));
        hearing.start();
        try {
            assertEquals(NOTE, heard.poll(120, TimeUnit.SECONDS));
        } finally {
            hearing.close();
        }
    }
}
