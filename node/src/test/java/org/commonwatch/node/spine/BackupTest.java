package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.PageQuestion.Versions;
import org.commonwatch.node.sharing.SharingFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup taken while objects arrive, unpacked elsewhere, is a whole node that holds all that was there before it. */
class BackupTest {
    private static final int BLOCK = 512;

    @TempDir
    Path folder;

    @Test
    void aBackupTakenWhileWritingOpensCleanElsewhere() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < 5; round++) {
            Path restored = folder.resolve("restored" + round);
            Set<String> before;
            try (SharingFixture node = SharingFixture.open(folder.resolve("home"))) {
                AtomicBoolean stop = new AtomicBoolean();
                int first = round * 100_000;
                Thread writer = Thread.ofPlatform().start(() -> {
                    for (int number = first; !stop.get(); number++) {
                        var one = SharingFixture.indicator(number, 1);
                        node.put(number % 2 == 0 ? node.node.home() : node.node.community(), "b-1", List.of(one));
                        acknowledged.add(one.id());
                    }
                });
                while (acknowledged.size() < (round + 1) * 20) {
                    Thread.sleep(5);
                }
                before = new HashSet<>(acknowledged);
                unpack(node.node.backup(), restored);
                stop.set(true);
                writer.join();
            }
            check(restored, before);
        }
    }

    /** A community may be called what it likes, and the paths of its files are longer than a tar's first hundred bytes. */
    @Test
    void aLogWithALongNameIsInTheBackup() throws Exception {
        String name = "harbours-grid-operators-and-hospitals-of-the-northern-coast";
        Path restored = folder.resolve("restored");
        try (SharingFixture node = SharingFixture.open(folder.resolve("home"))) {
            Log log = node.node.spine().add(name, org.commonwatch.node.policy.Space.COMMUNITY);
            node.put(log, "b-1", List.of(SharingFixture.indicator(1, 1)));
            unpack(node.node.backup(), restored);
        }
        try (SharingFixture node = SharingFixture.open(restored)) {
            node.node.catchUp();
            Log log = node.node.logs().named(name).orElseThrow();
            assertEquals(1, node.everything(log, Versions.ALL).size());
        }
    }

    private static void check(Path home, Set<String> before) {
        try (SharingFixture node = SharingFixture.open(home)) {
            node.node.catchUp();
            assertTrue(node.node.verify() >= before.size());
            Set<String> found = new HashSet<>();
            for (Log log : node.node.logs().all()) {
                node.everything(log, Versions.ALL).stream().map(Item::id).forEach(found::add);
            }
            Set<String> lost = new HashSet<>(before);
            lost.removeAll(found);
            assertEquals(Set.of(), lost);
            String replayed = node.node.contentHash();
            node.node.spine().rebuild(7);
            assertEquals(replayed, node.node.contentHash());
            node.put(node.node.home(), "b-2", List.of(SharingFixture.indicator(99_999_999, 1)));
        }
    }

    /** As any tar would: names, sizes, bytes. */
    private static void unpack(byte[] tar, Path into) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(tar);
        for (byte[] header = in.readNBytes(BLOCK); header[0] != 0; header = in.readNBytes(BLOCK)) {
            String prefix = text(header, 345, 155);
            String name = (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
            int size = Integer.parseInt(new String(header, 124, 11, StandardCharsets.US_ASCII), 8);
            Path file = into.resolve(name).normalize();
            assertTrue(file.startsWith(into), name);
            Files.createDirectories(file.getParent());
            Files.write(file, in.readNBytes(size));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        }
    }

    private static String text(byte[] header, int at, int length) {
        return new String(header, at, length, StandardCharsets.UTF_8).split("\0", 2)[0];
    }
}
