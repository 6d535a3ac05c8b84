package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteSigner;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
    private static final String ORIGIN = "commonwatch/harbour/1";
    private static final NoteSigner SIGNER = new NoteSigner(ORIGIN, SigningKey.generate(new SecureRandom()));
    private static final Checkpoint CHECKPOINT = Checkpoint.of(ORIGIN, 9, Digest.of(new byte[] {1}));
    private static final Note NOTE = Note.sign(CHECKPOINT.text(), SIGNER);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsWhatItWrote() throws Refused {
        Announcement written = new Announcement(
                NOTE, 7, List.of(bytes("one"), bytes("two")), List.of(Optional.of(bytes("payload")), Optional.empty()));
        Announcement read = Announcement.parse(written.text());
        assertEquals(NOTE, read.checkpoint());
        assertEquals(7, read.from());
        assertArrayEquals(bytes("one"), read.leaves().get(0));
        assertArrayEquals(bytes("two"), read.leaves().get(1));
        assertArrayEquals(bytes("payload"), read.payloads().get(0).orElseThrow());
        assertEquals(Optional.empty(), read.payloads().get(1));
    }

    @Test
    void withoutEntriesItIsTheCheckpointInBase64() throws Refused {
        String text = new Announcement(NOTE, 7, List.of(bytes("one")), List.of(Optional.empty()))
                .bare()
                .text();
        assertArrayEquals(NOTE.toBytes(), Base64.getDecoder().decode(text));
        assertTrue(Announcement.parse(text).leaves().isEmpty());
    }

    @Test
    void refusesWhatIsNone() {
        String note = Base64.getEncoder().encodeToString(NOTE.toBytes());
        List<String> malformed = new ArrayList<>(List.of("", "?", "AAAA", note + " ", note + " ?", note + " AAAA"));
        for (int[] lengths : new int[][] {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {Integer.MAX_VALUE, Integer.MAX_VALUE}}) {
            malformed.add(note + " " + entries(7, lengths));
        }
        malformed.add(note + " " + entries(-1, new int[] {0, 0}));
        int[] many = new int[2 * Announcement.ENTRIES_MAX + 2];
        malformed.add(note + " " + entries(0, many));
        for (String text : malformed) {
            assertThrows(Refused.class, () -> Announcement.parse(text), text);
        }
    }

    private static String entries(long from, int... lengths) {
        ByteBuffer out =
                ByteBuffer.allocate(Long.BYTES + lengths.length * Integer.BYTES).putLong(from);
        for (int length : lengths) {
            out.putInt(length);
        }
        return Base64.getEncoder().encodeToString(out.array());
    }

    @Test
    void theLargestFitsTheLineOfAStream() throws IOException, Refused {
        SecureRandom random = new SecureRandom();
        List<Note.Signature> cosigned = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            cosigned.add(Cosigner.ofMlDsa44("org-" + i, MlDsaSigningKey.generate(random))
                    .cosign(CHECKPOINT, java.time.Instant.EPOCH));
        }
        Announcement largest = new Announcement(
                NOTE.with(cosigned),
                7,
                List.of(new byte[Announcement.BYTES_MAX / 2]),
                List.of(Optional.of(new byte[Announcement.BYTES_MAX / 2])));
        EventLines lines = new EventLines(new ByteArrayInputStream(bytes("data: " + largest.text() + "\n\n")));
        assertEquals(1, Announcement.parse(lines.next().orElseThrow()).leaves().size());
    }

    @Test
    void heardPayloadsAreKeptWithinTheirBoundAndTakenOnce() {
        HeardPayloads heard = new HeardPayloads();
        List<Digest> ids = new ArrayList<>(Collections.nCopies(5, Digest.of(new byte[0])));
        ids.replaceAll(any -> Digest.of(new SecureRandom().generateSeed(8)));
        for (Digest id : ids) {
            heard.put(id, new byte[1024 * 1024]);
            heard.put(id, new byte[1024 * 1024]);
        }
        assertEquals(Optional.empty(), heard.take(ids.getFirst()), "the oldest went");
        for (Digest id : ids.subList(1, 5)) {
            assertTrue(heard.take(id).isPresent());
            assertEquals(Optional.empty(), heard.take(id));
        }
        assertTrue(heard.isEmpty());
        heard.put(ids.getFirst(), new byte[1]);
        assertFalse(heard.isEmpty());
    }
}
