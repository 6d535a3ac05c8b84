package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.node.sharing.PageQuestion.Versions;
import org.commonwatch.node.sharing.Sharing;
import org.commonwatch.node.sharing.SharingCommand;
import org.commonwatch.node.sharing.SharingFixture;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No room: for the index, replay stands still, says so and goes on later; for the ledger, new work is refused. */
class StandstillTest {
    private static final Duration A_WHILE = Duration.ofMillis(300);
    private static final SharingCommand.Objects COMMAND = new SharingCommand.Objects("b-1", "a test", "stix");

    @TempDir
    Path folder;

    @Test
    void aFullIndexStopsReplayWhichIsShownAndSkipsNothing() throws InterruptedException {
        try (SharingFixture node =
                SharingFixture.open(folder, new LocalDisk(), NodeFixture.steps(SharingFixture.START))) {
            Log home = node.node.home();
            node.put(home, "b-0", indicators(0, 10));
            long pages = node.node.index().withWriter(db -> db.number("PRAGMA page_count"));
            limitPages(node, pages + 2);
            List<Submission> waiting = new ArrayList<>();
            for (int batch = 1; batch <= 20; batch++) {
                waiting.addAll(node.sharing.put(home, indicators(batch * 100, 100), COMMAND));
            }
            awaitFault(node.node.spine());
            assertFalse(Sharing.await(waiting, A_WHILE), "there was room after all");
            assertTrue(
                    node.node.spine().fault().orElseThrow().contains("full"),
                    "" + node.node.spine().fault());
            long seen = node.everything(home, Versions.LAST).size();
            assertTrue(seen >= 10 && seen < 2_010, "reading goes on, without halves: " + seen);
            assertEquals(10, seen % 100, "an entry was applied in part");

            limitPages(node, 1_000_000);
            node.await(waiting);
            assertEquals(2_010, node.everything(home, Versions.LAST).size());
            node.node.catchUp();
            assertEquals(Optional.empty(), settledFault(node.node.spine()));
            String live = node.node.contentHash();
            node.node.spine().rebuild(7);
            assertEquals(live, node.node.contentHash());
        }
    }

    @Test
    void aFullDiskRefusesNewWorkKeepsServingAndRecovers() {
        ForgetfulDisk disk = new ForgetfulDisk();
        try (SharingFixture node = SharingFixture.open(folder, disk, NodeFixture.steps(SharingFixture.START))) {
            Log home = node.node.home();
            node.put(home, "b-0", indicators(0, 10));
            disk.setFull(true);
            for (int i = 0; i < 5; i++) {
                List<Submission> refused = node.sharing.put(home, indicators(100 + i, 1), COMMAND);
                assertTrue(refusedForRoom(refused.getFirst()), "attempt " + i);
            }
            assertEquals(10, node.everything(home, Versions.LAST).size());
            disk.setFull(false);
            node.put(home, "b-1", indicators(200, 5));
            assertEquals(15, node.everything(home, Versions.LAST).size());
            assertEquals(2, node.node.verify());
        }
    }

    private static boolean refusedForRoom(Submission submission) {
        try {
            return !submission.await(SharingFixture.PATIENCE);
        } catch (NotAccepted refused) {
            return refused.refusal().code().equals("disk-full");
        }
    }

    private static void limitPages(SharingFixture node, long pages) {
        node.node.index().withWriter(db -> db.number("PRAGMA max_page_count = " + pages));
    }

    private static void awaitFault(Spine spine) throws InterruptedException {
        for (int i = 0; i < 6_000 && spine.fault().isEmpty(); i++) {
            Thread.sleep(20);
        }
    }

    /** The fault is cleared by the first turn that works, which may come a moment after the last entry. */
    private static Optional<String> settledFault(Spine spine) throws InterruptedException {
        for (int i = 0; i < 6_000 && spine.fault().isPresent(); i++) {
            Thread.sleep(20);
        }
        return spine.fault();
    }

    private static List<StixObject> indicators(int from, int count) {
        List<StixObject> indicators = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            indicators.add(SharingFixture.indicator(from + i, 1));
        }
        return indicators;
    }
}
