package org.commonwatch.council;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.sequence.Outcome;

/** What became of a batch, as its sender gets it: for each statement its index (u64), or -1 and the refusal's four texts. */
final class Outcomes {
    private static final long REFUSED = -1;

    private Outcomes() {}

    static byte[] toBytes(List<Outcome> outcomes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            for (Outcome outcome : outcomes) {
                switch (outcome) {
                    case Outcome.Entered entered -> out.writeLong(entered.index());
                    case Outcome.Refused refused -> {
                        out.writeLong(REFUSED);
                        out.writeUTF(refused.why().code());
                        out.writeUTF(refused.why().path());
                        out.writeUTF(refused.why().message());
                        out.writeUTF(refused.why().value());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException when there are not {@code count} of them */
    static List<Outcome> parse(byte[] bytes, int count) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        List<Outcome> outcomes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long index = in.readLong();
            outcomes.add(
                    index == REFUSED
                            ? new Outcome.Refused(Refusal.of(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF()))
                            : new Outcome.Entered(index));
        }
        return outcomes;
    }
}
