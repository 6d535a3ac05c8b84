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
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.node.council.Councils;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.spine.Era;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/**
 * What this node can prove against whoever orders a log, in one file that needs nothing else to be checked: proofs of forks, the
 * keys that they convict and whose those are, and how to check them. What a source merely sent, such as a wrong payload, is signed by nobody and
 * proves nothing to others, so it is not in it.
 */
@ApplicationScoped
class Evidence {
    static final String MEDIA_TYPE = "application/zip";

    private final Witnessing witnessing;
    private final Communities communities;
    private final Councils councils;
    private final Logs logs;

    @Inject
    Evidence(Witnessing witnessing, Communities communities, Councils councils, Logs logs) {
        this.communities = communities;
        this.councils = councils;
        this.witnessing = witnessing;
        this.logs = logs;
    }

    /** @throws Refused {@code no-evidence} when there is nothing against the log, which is the usual case */
    byte[] of(Log log) throws Refused {
        List<Fork> forks = forks(log);
        if (forks.isEmpty()) {
            throw Refusal.of("no-evidence", "", "Nothing is known against whoever orders this log.")
                    .toException();
        }
        return archive(owners(log), forks, logs.reader(log).resource("checkpoint"));
    }

    /** Proofs that are here, whoever found them and whoever orders the log now. */
    List<Fork> forks(Log log) {
        return witnessing.forks(log);
    }

    /** Whose log keys are known here: of everybody who orders the log or ever did. */
    private Map<NoteKey, String> owners(Log log) {
        Map<NoteKey, String> owners = new LinkedHashMap<>();
        String orders = logs.era(log)
                .map(Era::orders)
                .orElseGet(() -> logs.keys(log).founder().name());
        owners.put(logs.keys(log).checkpoint(), title(log, orders));
        councils.everSeated(log).forEach(seat -> owners.put(seat.checkpoint(), title(log, seat.member())));
        return owners;
    }

    private String title(Log log, String member) {
        return communities
                .member(log, member)
                .map(known -> member + " (" + known.organisation().title() + ")")
                .orElse(member);
    }

    /** @param owners names of those whose log keys these are, as people know them */
    static byte[] archive(Map<NoteKey, String> owners, List<Fork> forks, Optional<byte[]> checkpoint) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("README.txt", readme(owners, forks).getBytes(StandardCharsets.UTF_8));
        files.put(
                "log.keys",
                owners.keySet().stream()
                        .map(key -> key.text() + "\n")
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.UTF_8));
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

    private static String readme(Map<NoteKey, String> owners, List<Fork> forks) {
        StringBuilder text = new StringBuilder("""
                The log whose keys are in log.keys signed two histories. Each file fork-... holds two checkpoints that were signed
                and, where their sizes differ, what the newer tree has over the older one's entries. Nobody without the private
                keys can make such a file. Whether the keys in log.keys are that log's, ask somebody else who follows it.

                Several nodes may order a log, each with a key of its own, so that each answers for what it signed:

                """);
        forks.forEach(fork -> text.append(signed(owners, fork)));
        text.append("""

                Check it with Python 3 and docs/verify of Commonwatch, which shares no code with it:

                """);
        forks.forEach(fork -> text.append("  python3 verify.py --fork ")
                .append(fork.fileName())
                .append(" --keys log.keys\n"));
        return text.append(
                        "\nThe form is described in docs/formats/cosignatures.md. The file checkpoint is the newest that this node took for final.\n")
                .toString();
    }

    /** Which keys signed a fork, and whose they are. */
    private static String signed(Map<NoteKey, String> owners, Fork fork) {
        StringBuilder text = new StringBuilder("  ").append(fork.fileName()).append('\n');
        try {
            for (NoteKey key : fork.verify(owners.keySet())) {
                text.append("    signed with the key of ")
                        .append(owners.getOrDefault(key, "nobody known"))
                        .append(": ")
                        .append(key.text())
                        .append('\n');
            }
        } catch (Refused unproved) {
            text.append("    by none of these keys: ")
                    .append(unproved.refusal())
                    .append('\n');
        }
        return text.toString();
    }
}
