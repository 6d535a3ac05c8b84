package org.commonwatch.node.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.node.matching.MatchingParts;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.search.SearchParts;
import org.commonwatch.node.sharing.PageQuestion.Versions;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.NodeFixture;
import org.commonwatch.node.spine.Projection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The index follows from the ledger alone: whatever happened, in whatever batches it is replayed, live or from zero, the
 * same rows come out, and they are those a naive model expects.
 */
class ReplayTest {
    private static final int[] BATCHES = {1, 7, 1_000};

    @TempDir
    Path folder;

    @Test
    void rebuildingInAnyBatchSizeGivesWhatLiveReplayGave() throws IOException {
        for (int run = 0; run < 3; run++) {
            compare(new Random().nextLong(), 60);
        }
    }

    @Test
    @Tag("long")
    void rebuildingInAnyBatchSizeGivesWhatLiveReplayGaveOverManySeeds() throws IOException {
        for (int run = 0; run < 60; run++) {
            compare(new Random().nextLong(), 200);
        }
    }

    private void compare(long seed, int steps) throws IOException {
        System.out.println("ReplayTest seed " + seed);
        Path home = folder.resolve("seed" + seed);
        RandomHistory history = new RandomHistory(seed);
        String live;
        try (SharingFixture node = open(home)) {
            List<Log> logs = logs(node);
            history.live(node, logs, steps);
            live = node.node.contentHash();
            check(node, history, logs, seed);
            for (int batch : BATCHES) {
                node.node.spine().rebuild(batch);
                assertEquals(live, node.node.contentHash(), "batches of " + batch + ", seed " + seed);
            }
            history.carryOut(node);
            assertEquals(live, node.node.contentHash(), "everything erased, seed " + seed);
            node.node.spine().rebuild(7);
            assertEquals(live, node.node.contentHash(), "rebuilt without what was erased, seed " + seed);
            check(node, history, logs, seed);
            node.node.verify();
        }
        try (SharingFixture again = open(home)) {
            assertEquals(live, again.node.contentHash(), "reopened, seed " + seed);
        }
        Files.delete(home.resolve("index.db"));
        Files.deleteIfExists(home.resolve("index.db-wal"));
        Files.deleteIfExists(home.resolve("index.db-shm"));
        try (SharingFixture fresh = open(home)) {
            assertEquals(live, fresh.node.contentHash(), "index deleted, seed " + seed);
        }
    }

    private static void check(SharingFixture node, RandomHistory history, List<Log> logs, long seed) {
        for (Log log : logs) {
            assertEquals(history.versions(log), keys(node, log, Versions.ALL), log.name() + " all, seed " + seed);
            assertEquals(history.latest(log), keys(node, log, Versions.LAST), log.name() + " last, seed " + seed);
        }
        long voids =
                node.node.index().read(db -> db.number("SELECT count(*) FROM entry WHERE void_reason IS NOT NULL"));
        assertEquals(history.voids(), voids, "void entries, seed " + seed);
    }

    private static List<Long> keys(SharingFixture node, Log log, Versions versions) {
        return node.everything(log, versions).stream()
                .map(item -> item.key().toLong())
                .toList();
    }

    private static SharingFixture open(Path home) {
        List<Projection> more = new ArrayList<>(SearchParts.projections());
        more.add(MatchingParts.projection());
        return SharingFixture.open(home, new LocalDisk(), NodeFixture.steps(SharingFixture.START), more, List.of());
    }

    private static List<Log> logs(SharingFixture node) {
        Log other = node.node.spine().add("nordic", Space.COMMUNITY);
        return List.of(node.node.home(), node.node.community(), other);
    }

    @Test
    void anEntryThatBecomesFinalDuringARebuildIsAnsweredToo() throws InterruptedException {
        try (SharingFixture node = open(folder)) {
            Log home = node.node.home();
            for (int i = 0; i < 50; i++) {
                node.put(home, "b-1", List.of(SharingFixture.indicator(i, 1)));
            }
            Thread rebuilding =
                    Thread.ofPlatform().start(() -> node.node.spine().rebuild(1));
            for (int i = 0; i < 50; i++) {
                node.put(home, "b-2", List.of(SharingFixture.indicator(i, 2)));
            }
            rebuilding.join();
            node.node.catchUp();
            assertEquals(50, node.everything(home, Versions.LAST).size());
            assertTrue(node.node.verify() >= 100);
        }
    }
}
