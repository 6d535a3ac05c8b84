package org.commonwatch.node.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/**
 * What this node can prove against whoever orders a log, in one file that needs nothing else to be checked: proofs of forks, the
 * key that they convict, and how to check them. What a source merely sent, such as a wrong payload, is signed by nobody and
 * proves nothing to others, so it is not in it.
 */
@ApplicationScoped
class Evidence {
    static final String MEDIA_TYPE = "application/zip";

    private final Following following;
    private final Witnessing witnessing;
    private final Logs logs;

    @Inject
    Evidence(Following following, Witnessing witnessing, Logs logs) {
        this.following = following;
        this.witnessing = witnessing;
        this.logs = logs;
    }

    /** @throws Refused {@code no-evidence} when there is nothing against the log, which is the usual case */
    byte[] of(Log log) throws Refused {
        List<Fork> forks = Stream.concat(
                        following.of(log).map(Followed::forks).orElse(List.of()).stream(),
                        witnessing.fork(log).stream())
                .distinct()
                .toList();
        if (forks.isEmpty()) {
            throw Refusal.of("no-evidence", "", "Nothing is known against whoever orders this log.")
                    .toException();
        }
        return archive(
                logs.keys(log).checkpoint().text(), forks, logs.reader(log).resource("checkpoint"));
    }

    static byte[] archive(String key, List<Fork> forks, Optional<byte[]> checkpoint) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("README.txt", readme(forks).getBytes(StandardCharsets.UTF_8));
        files.put("log.key", (key + "\n").getBytes(StandardCharsets.UTF_8));
        forks.forEach(fork -> files.put(fork.fileName(), fork.toBytes()));
        checkpoint.ifPresent(note -> files.put("checkpoint", note));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing an archive in memory", e);
        }
        return out.toByteArray();
    }

    private static String readme(List<Fork> forks) {
        StringBuilder text = new StringBuilder("""
                The log whose key is in log.key signed two histories. Each file fork-... holds two checkpoints that it signed and,
                where their sizes differ, what the newer tree has over the older one's entries. Nobody without the log's private key
                can make such a file. Whether log.key is that log's key, ask somebody else who follows it.

                Check it with Python 3 and docs/verify of Commonwatch, which shares no code with it:

                """);
        forks.forEach(fork -> text.append("  python3 verify.py --fork ")
                .append(fork.fileName())
                .append(" --key \"$(cat log.key)\"\n"));
        return text.append(
                        "\nThe form is described in docs/formats/cosignatures.md. The file checkpoint is the newest that this node took for final.\n")
                .toString();
    }
}
