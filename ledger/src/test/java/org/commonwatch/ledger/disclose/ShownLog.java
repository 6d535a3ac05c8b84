package org.commonwatch.ledger.disclose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.KeyHandover;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Crew;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;

/** A log cosigned by three, in which somebody said three objects; the same bytes each time. */
public final class ShownLog {
    public static final Crew CREW = new Crew(3);

    static final SigningKey AUTHOR = Logs.key(10);
    static final SigningKey LATER = Logs.key(11);
    static final NoteKey AUTHOR_KEY = named(AUTHOR, AUTHOR);
    static final NoteKey LATER_KEY = named(AUTHOR, LATER);
    static final KeyHandover HANDOVER = KeyHandover.sign(AUTHOR_KEY, AUTHOR, LATER_KEY);
    static final List<String> OBJECTS = List.of("{\"one\":1}", "", "{\"three\":3}");

    private static final Path FOLDER = Path.of("/disk/log");

    private final CrashDisk disk = new CrashDisk(Path.of("/disk"));
    private final LogWriter writer = LogWriter.at(disk, FOLDER, 0);
    private final Map<KeyId, LanePosition> lanes = new HashMap<>();
    final Payload payload;

    /** Entry 0 has no payload, entry 1 the objects, entry 2 nothing again. */
    public ShownLog() throws Refused {
        payload = Payload.of(
                OBJECTS.stream()
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList(),
                new CountingSalts());
        append(AUTHOR, note());
        append(AUTHOR, note().with(payload.commitment()));
        append(AUTHOR, note());
    }

    /** Gives the salts 0x01..., 0x02... */
    private static final class CountingSalts extends SecureRandom {
        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (1 + i / Payload.SALT_BYTES);
            }
        }
    }

    /** A key under the name that the first one gave. */
    static NoteKey named(SigningKey first, SigningKey key) {
        return new NoteKey(first.id().ownerName(), key.verifyingKey());
    }

    static Draft note() {
        return Draft.of(Logs.ORIGIN, AUTHOR.id().ownerName(), Logs.NOW, "test.note", 1, Audience.of("harbour"));
    }

    long append(SigningKey key, Draft draft) throws Refused {
        LanePosition position = lanes.getOrDefault(key.id(), LanePosition.FIRST);
        Envelope envelope = Envelope.sign(draft, position, key);
        lanes.put(key.id(), position.next(envelope.id()));
        return append(envelope.leaf());
    }

    long append(byte[] leaf) {
        writer.append(leaf);
        return writer.size() - 1;
    }

    public static Policy policy() {
        return CREW.policy();
    }

    /** Signed by the log and cosigned by these of the crew. */
    static SignedCheckpoint cosigned(Checkpoint checkpoint, Integer... cosigners) {
        List<Note.Signature> lines = new ArrayList<>();
        for (int number : cosigners) {
            lines.add(CREW.cosigner(number).cosign(checkpoint, Logs.NOW));
        }
        SignedCheckpoint signed = SignedCheckpoint.sign(checkpoint, Logs.SIGNER);
        return new SignedCheckpoint(checkpoint, signed.note().with(lines));
    }

    SignedCheckpoint checkpoint(Integer... cosigners) {
        return cosigned(Checkpoint.of(Logs.ORIGIN, writer.size(), writer.root()), cosigners);
    }

    LogReader reader() {
        try {
            writer.writeTiles();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SignedCheckpoint head = checkpoint();
        return new LogReader(disk, FOLDER, () -> head, Optional::empty);
    }

    /** The last of the three objects, as it should be. */
    public DisclosedObject shown() throws Refused {
        return shown(1, 2);
    }

    DisclosedObject shown(long entry, int object) throws Refused {
        return shown(entry, object, AUTHOR_KEY);
    }

    DisclosedObject shown(long entry, int object, NoteKey key, KeyHandover... line) throws Refused {
        return DisclosedObject.of(
                reader(), checkpoint(0, 1, 2), entry, key, Arrays.asList(line), payload.disclose(object));
    }
}
