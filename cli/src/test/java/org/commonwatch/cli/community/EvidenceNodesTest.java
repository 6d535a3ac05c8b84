package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.commonwatch.cli.Shell;
import org.junit.jupiter.api.Test;

/** A steward rewrites its log; a member that holds the first history gets to see the second one, and can prove it to anybody. */
class EvidenceNodesTest extends NodesTest {
    @Test
    void whoHoldsOneHistoryAndIsShownAnotherProvesItToAnybody() throws IOException {
        NodeProcess steward = node("a");
        NodeProcess member = node("b");
        found(steward, "majority");
        // Its keys and its log as they are before anybody else holds that.
        steward.kill();
        Path early = folder.resolve("early");
        copy(steward.home(), early);
        steward.startAgain();
        join(steward, member, "Grid");
        share(steward, "198.51.100.7");
        share(steward, "198.51.100.8");
        eventually("the member holds it", () -> member.finds("198.51.100.8", NAME));
        Shell.Said nothing = export(member);
        assertEquals(1, nothing.code(), nothing.out() + nothing.err());
        assertTrue(nothing.err().contains("no-evidence"), nothing.err());
        assertFalse(Files.exists(folder.resolve("evidence.zip")));

        steward.kill();
        deleteAll(steward.home());
        copy(early, steward.home());
        steward.startAgain();
        share(steward, "203.0.113.9");
        eventually("the other history", () -> steward.finds("203.0.113.9", NAME));
        byte[] bundle = steward.fetch("/api/v1/communities/" + NAME + "/bundle?since=0", true)
                .body();
        long held = member.community(NAME).path("size").asLong();
        assertTrue(steward.community(NAME).path("size").asLong() < held, "what is larger would wait for cosigners");
        member.bundle(NAME, bundle);
        assertFalse(member.finds("203.0.113.9", NAME));
        assertEquals(held, member.community(NAME).path("size").asLong());

        Shell.Said said = export(member);
        assertEquals(0, said.code(), said.out() + said.err());
        Path unpacked = unpack(folder.resolve("evidence.zip"));
        Path fork = onlyFork(unpacked);
        String readme = Files.readString(unpacked.resolve("README.txt"));
        assertTrue(readme.contains("signed with the key of " + name(steward) + " (Port)"), readme);
        IndependentCheck.convicts(fork, unpacked.resolve("log.keys"));
        byte[] bytes = Files.readAllBytes(fork);
        int root = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("commonwatch/" + NAME) + 5;
        bytes[root] ^= 1;
        Files.write(fork, bytes);
        IndependentCheck.acquits(fork, unpacked.resolve("log.keys"));
    }

    private Shell.Said export(NodeProcess node) {
        return new Shell(folder)
                .run(
                        "community",
                        "export-evidence",
                        NAME,
                        "-o",
                        "evidence.zip",
                        "--home",
                        node.home().toString());
    }

    private static String name(NodeProcess node) {
        return node.get("/api/v1/communities").path("self").asText();
    }

    private Path unpack(Path archive) throws IOException {
        Path to = Files.createDirectories(folder.resolve("unpacked"));
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.write(to.resolve(entry.getName()), zip.readAllBytes());
            }
        }
        return to;
    }

    private static Path onlyFork(Path unpacked) throws IOException {
        try (Stream<Path> files = Files.list(unpacked)) {
            return files.filter(file -> file.getFileName().toString().startsWith("fork-"))
                    .reduce((one, two) -> {
                        throw new AssertionError("two proofs: " + one + " and " + two);
                    })
                    .orElseThrow();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
