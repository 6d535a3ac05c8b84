package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.verify.Report;
import org.commonwatch.ledger.verify.Trust;
import org.commonwatch.ledger.verify.Verifier;
import org.commonwatch.node.sharing.SharingFixture;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's ledger folder verifies clean; with a byte of one of its files flipped it does not, and the file is named. */
class DamageTest {
    @TempDir
    Path folder;

    @BeforeEach
    void live() {
        try (SharingFixture node = SharingFixture.open(folder)) {
            for (int i = 0; i < 300; i++) {
                List<StixObject> some = List.of(SharingFixture.indicator(i, 1), SharingFixture.indicator(i, 2));
                node.sharing.put(
                        node.node.community(),
                        some,
                        new org.commonwatch.node.sharing.SharingCommand.Objects("b-1", "a test", "stix"));
            }
            node.put(node.node.community(), "b-2", List.of(SharingFixture.indicator(999, 1)));
        }
    }

    @Test
    void aFewFlippedBytesOfEachFileAreFoundAndTheFileNamed() throws Exception {
        flip(new Random().nextLong(), 2, 60);
    }

    @Test
    @Tag("long")
    void manyFlippedBytesOfEachFileAreFoundAndTheFileNamed() throws Exception {
        flip(new Random().nextLong(), 20, Integer.MAX_VALUE);
    }

    private void flip(long seed, int each, int filesMax) throws Exception {
        System.out.println("DamageTest seed " + seed);
        Random dice = new Random(seed);
        Path log = folder.resolve("ledger/community");
        Trust trust = trust();
        assertEquals(List.of(), verify(log, trust).damages());
        List<Path> files = files(log);
        java.util.Collections.shuffle(files, dice);
        // Payloads are many and alike: few of them, but every kind of file.
        files.sort(java.util.Comparator.comparing(file -> file.toString().contains("payload")));
        List<String> missed = new ArrayList<>();
        for (Path file : files.subList(0, Math.min(files.size(), filesMax))) {
            for (int time = 0; time < each; time++) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes.length > 0) {
                    int at = dice.nextInt(used(file, bytes));
                    byte[] wrong = bytes.clone();
                    wrong[at] ^= (byte) (1 << dice.nextInt(8));
                    Files.write(file, wrong);
                    if (!named(verify(log, trust), log.relativize(file))) {
                        missed.add(log.relativize(file) + " byte " + at);
                    }
                    Files.write(file, bytes);
                }
            }
        }
        assertEquals(List.of(), missed, "seed " + seed);
        assertTrue(verify(log, trust).isIntact());
    }

    private static boolean named(Report report, Path file) {
        return report.damages().stream().map(Damage::file).anyMatch(name -> name.contains(file.toString()));
    }

    private static Report verify(Path log, Trust trust) {
        return Verifier.verify(new LocalDisk(), log, trust);
    }

    private Trust trust() throws Refused {
        LogFile keys = LogFile.named(folder.resolve("ledger"), "community").orElseThrow();
        Map<KeyId, VerifyingKey> authors = new HashMap<>();
        for (String text : List.of(keys.authorKey(), keys.timeKey())) {
            VerifyingKey key = NoteKey.parse(text).key();
            authors.put(key.id(), key);
        }
        return new Trust(
                keys.log().origin(),
                List.of(NoteKey.parse(keys.checkpointKey())),
                author -> Optional.ofNullable(authors.get(author)));
    }

    private static List<Path> files(Path log) throws IOException {
        try (Stream<Path> files = Files.walk(log)) {
            return new ArrayList<>(files.filter(Files::isRegularFile)
                    .filter(file -> !isCopy(file))
                    .sorted()
                    .toList());
        }
    }

    /** What is in a journal of payloads is in files of its own as well, and those are what counts. */
    private static boolean isCopy(Path file) {
        return file.toString().contains("payload/journal-");
    }

    /** Behind the last entry a journal has room for the next, which means nothing. */
    private static int used(Path file, byte[] bytes) {
        int end = bytes.length;
        while (file.toString().contains("journal-") && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
