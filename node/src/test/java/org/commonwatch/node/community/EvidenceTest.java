package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.proof.Fork;
import org.junit.jupiter.api.Test;

/** The archive holds all that a stranger needs, and nothing of the log's content. */
class EvidenceTest {
    private static final String ORIGIN = "commonwatch/harbour/1";

    private static Note signed(NoteSigner signer, byte root) {
        return Note.sign(Checkpoint.of(ORIGIN, 9, Digest.of(new byte[] {root})).text(), signer);
    }

    @Test
    void theArchiveConvictsByItself() throws IOException, Refused {
        NoteSigner signer = new NoteSigner(ORIGIN, SigningKey.generate(new SecureRandom()));
        Fork fork = new Fork(signed(signer, (byte) 1), signed(signer, (byte) 2), Optional.empty());
        byte[] archive =
                Evidence.archive(Map.of(signer.noteKey(), "org-1 (Port)"), List.of(fork), Optional.of(new byte[] {1}));
        Map<String, byte[]> files = unpacked(archive);
        assertEquals(List.of("README.txt", "log.keys", fork.fileName(), "checkpoint"), List.copyOf(files.keySet()));
        NoteKey key = NoteKey.parse(text(files, "log.keys").strip());
        byte[] proof = Optional.ofNullable(files.get(fork.fileName())).orElseThrow();
        assertEquals(List.of(key), Fork.parse(proof).verify(List.of(key)));
        assertTrue(text(files, "README.txt").contains("verify.py --fork " + fork.fileName()));
        assertTrue(text(files, "README.txt").contains("signed with the key of org-1 (Port): " + key.text()));
    }

    /** Where several nodes order, each answers for what it signed, and nobody for what another did. */
    @Test
    void whoseKeysSignedIsSaid() throws IOException {
        NoteSigner port = new NoteSigner(ORIGIN, SigningKey.generate(new SecureRandom()));
        NoteSigner grid = new NoteSigner(ORIGIN, SigningKey.generate(new SecureRandom()));
        NoteSigner hospital = new NoteSigner(ORIGIN, SigningKey.generate(new SecureRandom()));
        Fork fork = new Fork(signed(grid, (byte) 1), signed(hospital, (byte) 2), Optional.empty());
        Map<NoteKey, String> owners = new LinkedHashMap<>();
        owners.put(port.noteKey(), "org-1 (Port)");
        owners.put(grid.noteKey(), "org-2 (Grid)");
        owners.put(hospital.noteKey(), "org-3");
        String readme = text(unpacked(Evidence.archive(owners, List.of(fork), Optional.empty())), "README.txt");
        assertTrue(readme.contains("key of org-2 (Grid): " + grid.noteKey().text()), readme);
        assertTrue(readme.contains("key of org-3: " + hospital.noteKey().text()), readme);
        assertTrue(!readme.contains("Port"), readme);
    }

    private static Map<String, byte[]> unpacked(byte[] archive) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(Optional.ofNullable(files.get(name)).orElseThrow(), StandardCharsets.UTF_8);
    }
}
