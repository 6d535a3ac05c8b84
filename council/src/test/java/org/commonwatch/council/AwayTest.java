package org.commonwatch.council;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that comes back when the others have given up what it would go on with. */
class AwayTest {
    @TempDir
    Path home;

    /** So many turns, one after the other. */
    private static void turns(LocalCouncil council, int count) {
        for (int i = 0; i < count; i++) {
            CouncilTest.append(council.leader(), Party.author(1), 1);
        }
    }

    /** The files of turns that a node keeps; the first one of all begins at 0. */
    private static boolean keepsAll(LocalCouncil council, int number) {
        try (Stream<Path> files = Files.walk(council.folder(number).resolve("raft"))) {
            return files.anyMatch(file -> file.getFileName().toString().matches("log_(inprogress_)?0(-[0-9]+)?"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has of the order ends before what the others have kept of it. */
    @Test
    void whoWasAwayForLongerThanTurnsAreKeptFetchesTheLogAndOrdersOn() throws Refused, IOException {
        try (LocalCouncil council = new LocalCouncil(home, settings -> new Raft(settings, 32, 8))) {
            for (int number = 0; number < 3; number++) {
                if (number == 0) {
                    council.open(0);
                } else {
                    council.grow(number);
                }
                turns(council, 5);
            }
            // Nodes that were opened to join keep what a node keeps.
            for (int number = 1; number < 3; number++) {
                council.close(number);
                council.open(number);
            }
            int away = (council.leaderNumber() + 1) % 3;
            council.close(away);
            turns(council, 50);
            // Whoever leads anew begins another file; the ones before can go.
            int leader = council.leaderNumber();
            council.close(leader);
            council.open(leader);
            turns(council, 100);
            int leads = council.leaderNumber();
            int other = 3 - away - leads;
            Party.await("turns are given up", () -> !keepsAll(council, leads) && !keepsAll(council, other));
            CouncilSequencer back = council.open(away);
            turns(council, 5);
            CouncilTest.awaitFinal(council, council.leader().finality().finalSize());
            // Without it there is no council any more.
            council.close(council.leaderNumber() == away ? leads : other);
            turns(council, 5);
            CouncilTest.awaitFinal(council, council.leader().finality().finalSize());
            assertEquals(Optional.empty(), back.trouble());
        }
    }
}
