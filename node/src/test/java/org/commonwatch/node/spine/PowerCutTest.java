package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.PageQuestion.Versions;
import org.commonwatch.node.sharing.Sharing;
import org.commonwatch.node.sharing.SharingCommand;
import org.commonwatch.node.sharing.SharingFixture;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power fails while several threads put objects: what was acknowledged is there afterwards, every log verifies, and the
 * index, which may have fallen behind or be gone, comes to what a rebuild gives.
 */
class PowerCutTest {
    private static final int WRITERS = 3;
    private static final Duration ANSWER = Duration.ofMillis(100);

    @TempDir
    Path folder;

    @Test
    void nothingAcknowledgedIsLostWithThePower() throws Exception {
        live(new Random().nextLong(), 6);
    }

    @Test
    @Tag("long")
    void nothingAcknowledgedIsLostOverManyPowerCuts() throws Exception {
        live(new Random().nextLong(), 100);
    }

    private void live(long seed, int cuts) throws Exception {
        System.out.println("PowerCutTest seed " + seed);
        Random dice = new Random(seed);
        ForgetfulDisk disk = new ForgetfulDisk();
        Set<String> acknowledged = Collections.synchronizedSet(new HashSet<>());
        int numbered = 0;
        for (int cut = 0; cut < cuts; cut++) {
            String what = "cut " + cut + " of seed " + seed;
            SharingFixture node = SharingFixture.open(folder, disk, NodeFixture.steps(SharingFixture.START));
            check(node, acknowledged, what);
            numbered = write(node, disk, acknowledged, numbered, dice);
            closeWithoutPower(node);
            forgetIndex(dice);
            disk.powerOn(dice);
        }
        try (SharingFixture node = SharingFixture.open(folder, disk, NodeFixture.steps(SharingFixture.START))) {
            check(node, acknowledged, "the end of seed " + seed);
            assertTrue(acknowledged.size() > cuts, "only " + acknowledged.size() + " acknowledged, seed " + seed);
        }
    }

    /** A log that cannot settle says so; everything is closed all the same. */
    private static void closeWithoutPower(SharingFixture node) {
        try {
            node.close();
        } catch (DiskFault powerless) {
            assertTrue(String.valueOf(powerless.getMessage()).contains("power"), powerless.toString());
        }
    }

    /** Writes until the power fails. Returns the next unused number. */
    private static int write(SharingFixture node, ForgetfulDisk disk, Set<String> acknowledged, int first, Random dice)
            throws InterruptedException {
        int each = 1_000;
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            int from = first + w * each;
            writers.add(Thread.ofPlatform().start(() -> {
                for (int number = from; number < from + each; number++) {
                    if (!putOne(node, disk, acknowledged, number)) {
                        return;
                    }
                }
            }));
        }
        Thread.sleep(20 + dice.nextInt(200));
        disk.powerOff();
        for (Thread writer : writers) {
            writer.join();
        }
        return first + WRITERS * each;
    }

    /** Whether the object was acknowledged; nobody waits for an answer of a node without power. */
    private static boolean putOne(SharingFixture node, ForgetfulDisk disk, Set<String> acknowledged, int number) {
        List<StixObject> one = List.of(SharingFixture.indicator(number, 1));
        Log log = number % 2 == 0 ? node.node.home() : node.node.community();
        try {
            List<Submission> submitted =
                    node.sharing.put(log, one, new SharingCommand.Objects("b-1", "a test", "stix"));
            boolean applied = Sharing.await(submitted, ANSWER);
            while (!applied && disk.powered()) {
                applied = Sharing.await(submitted, ANSWER);
            }
            if (applied) {
                acknowledged.add(one.getFirst().id());
            }
            return applied;
        } catch (DiskFault | NotAccepted | StoreFault powerless) {
            return false;
        }
    }

    private static void check(SharingFixture node, Set<String> acknowledged, String what) {
        node.node.catchUp();
        node.node.verify();
        Set<String> found = new HashSet<>();
        for (Log log : node.node.logs().all()) {
            node.everything(log, Versions.ALL).stream().map(Item::id).forEach(found::add);
        }
        Set<String> lost = new HashSet<>(acknowledged);
        lost.removeAll(found);
        assertEquals(Set.of(), lost, what);
        String replayed = node.node.contentHash();
        node.node.spine().rebuild(Replay.BATCH_ENTRIES_MAX);
        assertEquals(replayed, node.node.contentHash(), what);
    }

    /** The index is not synced with each commit: after a power cut it may be older, or gone. */
    private void forgetIndex(Random dice) throws IOException {
        Path index = folder.resolve("index.db");
        Path older = folder.resolve("index.older");
        switch (dice.nextInt(3)) {
            case 0 -> {
                Files.delete(index);
                Files.deleteIfExists(folder.resolve("index.db-wal"));
                Files.deleteIfExists(folder.resolve("index.db-shm"));
            }
            case 1 -> {
                if (Files.exists(older)) {
                    Files.copy(older, index, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            default -> Files.copy(index, older, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
