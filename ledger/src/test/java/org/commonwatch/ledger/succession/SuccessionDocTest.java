package org.commonwatch.ledger.succession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.witness.Witness;
import org.junit.jupiter.api.Test;

/** The vectors in docs/formats/succession.md are what this code makes; {@code -Dcommonwatch.rewrite=true} writes them. */
class SuccessionDocTest {
    private static final Path PAGE = Path.of(System.getProperty("commonwatch.root", "."), "docs/formats/succession.md");
    private static final Path ROOT = Path.of("/disk");
    private static final String ORIGIN = "log.example.org/baltic";
    private static final List<String> NAMES = List.of("a", "b", "c");

    private static Cosigner cosigner(int number, int epoch) {
        return Cosigner.ofEd25519(NAMES.get(number), Logs.key((epoch == 1 ? 0x0a : 0x1a) + number));
    }

    private static Terms terms(int epoch) throws Refused {
        NoteSigner signer = new NoteSigner(ORIGIN, Logs.key(epoch));
        List<Policy.Witness> lines = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            lines.add(new Policy.Witness(NAMES.get(i), cosigner(i, epoch).key(), Optional.empty()));
        }
        return new Terms(
                PolicyBuilder.community(List.of(new Policy.Log(signer.noteKey(), Optional.empty())), lines), Map.of());
    }

    private static Map<String, String> vectors() throws Refused {
        Epoch first = Epoch.first(ORIGIN, terms(1));
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            CrashDisk disk = new CrashDisk(ROOT);
            Witness witness = new Witness(
                    disk, ROOT.resolve("w"), List.of(cosigner(i, 1)), any -> Optional.empty(), () -> Logs.NOW, f -> {});
            votes.add(
                    new Ballot(disk, ROOT.resolve("v"), witness, cosigner(i, 1)).vote(first, terms(2).id(), List.of()));
        }
        SignedCheckpoint empty = SignedCheckpoint.sign(
                Checkpoint.of(ORIGIN, 0, Rfc6962.EMPTY_ROOT), new NoteSigner(ORIGIN, Logs.key(1)));
        LogReader nothing = new LogReader(new CrashDisk(ROOT), ROOT, () -> empty);
        Succession record = Succession.of(first, terms(2), votes, List.of(), List.of(), nothing);
        Map<String, String> vectors = new TreeMap<>();
        vectors.put("next-terms", terms(2).id().hex());
        vectors.put("vote-line", votes.getFirst().by().line());
        vectors.put("record-hash", Digest.of(record.toBytes()).hex());
        return vectors;
    }

    @Test
    void thePageShowsWhatTheCodeMakes() throws IOException, Refused {
        String page = Files.readString(PAGE);
        for (Map.Entry<String, String> vector : vectors().entrySet()) {
            Matcher block = Pattern.compile(
                            "<!-- vector: " + vector.getKey() + " -->\n```\n(.*?)\n?```", Pattern.DOTALL)
                    .matcher(page);
            assertTrue(block.find(), vector.getKey());
            if (Boolean.getBoolean("commonwatch.rewrite")) {
                page = page.substring(0, block.start(1)) + vector.getValue() + "\n" + page.substring(block.end() - 3);
            } else {
                assertEquals(vector.getValue(), block.group(1), vector.getKey());
            }
        }
        if (Boolean.getBoolean("commonwatch.rewrite")) {
            Files.writeString(PAGE, page);
        }
    }
}
