package org.commonwatch.ledger.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Finality;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.succession.Inheritance;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.junit.jupiter.api.Test;

/** A follower of a log whose keys are new begins with what was final under the keys before. */
class FollowerStartTest {
    private static final Path LOG = Path.of("/here");
    private static final int START = 300;
    private static final NoteSigner NEXT = new NoteSigner(Logs.ORIGIN, Logs.key(3));

    private final CrashDisk disk = new CrashDisk(LOG);
    private final List<LogSource> sources = new ArrayList<>();

    private static LogReader log(String branch, int shared, int size, NoteSigner signer) {
        CrashDisk there = new CrashDisk(Path.of("/origin"));
        LogWriter writer = LogWriter.at(there, Path.of("/origin"), 0);
        for (int i = 0; i < size; i++) {
            writer.append((i + (i < shared ? "" : branch)).getBytes(StandardCharsets.UTF_8));
        }
        try {
            writer.writeTiles();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        SignedCheckpoint head = SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, size, writer.root()), signer);
        return new LogReader(there, Path.of("/origin"), () -> head);
    }

    private Follower open() {
        LogReader before = log("", START + 20, START + 20, Logs.SIGNER);
        Checkpoint start = Checkpoint.of(Logs.ORIGIN, START, before.rootAt(START));
        Inheritance.lay(disk, LOG, start, before);
        return Follower.open(new FollowSettings(
                disk,
                LOG,
                Logs.ORIGIN,
                Policy.unwitnessed(NEXT.noteKey()),
                () -> List.copyOf(sources),
                EntryCheck.NONE,
                Runnable::run,
                List.of(),
                Optional.of(start)));
    }

    @Test
    void whatWasFinalIsFinalBeforeAnythingIsHeardAndTheNewLogContinuesIt() {
        Follower follower = open();
        assertEquals(new Finality(START, START, START), follower.finality());
        assertEquals(Optional.empty(), follower.reader().finalCheckpoint());
        LogReader next = log("-next", START, START + 50, NEXT);
        sources.add(new Served("one", next));
        assertEquals(new FollowOutcome.Advanced(START, START + 50), follower.follow());
        assertEquals(next.root(), follower.reader().root());
        // The keys before are not believed any more.
        sources.clear();
        sources.add(new Served("old", log("", START + 60, START + 60, Logs.SIGNER)));
        assertInstanceOf(FollowOutcome.Incomplete.class, follower.follow());
        assertEquals(START + 50, follower.finality().finalSize());
    }

    @Test
    void aLogThatDoesNotContinueItIsNotFollowedAndProvesNothing() {
        for (int size : List.of(START - 10, START, START + 50, START + 2_000)) {
            Follower follower = open();
            sources.clear();
            sources.add(new Served("one", log("-other", START - 20, size, NEXT)));
            assertFalse(follower.follow() instanceof FollowOutcome.Advanced, "size " + size);
            assertEquals(new Finality(START, START, START), follower.finality(), "size " + size);
            assertEquals(List.of(), follower.forks(), "size " + size);
        }
    }
}
