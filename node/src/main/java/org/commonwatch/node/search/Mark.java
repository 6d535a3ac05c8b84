package org.commonwatch.node.search;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Where a page of search results ended; the client carries it, the server keeps nothing. New objects have greater keys than
 * any page has shown and so never shift one. In order of relevance, scores move a little as objects arrive; the mark then
 * continues below the score it saw.
 */
sealed interface Mark {
    int QUERY_BYTES = 4;
    byte NEWEST = 1;
    byte RANKED = 2;

    /** Newest first: the last key looked at in each log; a log that is missing starts at its newest. */
    record Newest(Map<Integer, Long> lastKeys) implements Mark {
        public Newest {
            lastKeys = Map.copyOf(lastKeys);
        }
    }

    /** Most relevant first. */
    record Ranked(double score, long key) implements Mark {}

    default String text(String query) {
        byte[] start = fingerprint(query);
        byte[] bytes = switch (this) {
            case Newest newest -> {
                ByteBuffer buffer = ByteBuffer.allocate(
                        QUERY_BYTES + 1 + 10 * newest.lastKeys().size());
                buffer.put(start).put(NEWEST);
                new TreeMap<>(newest.lastKeys())
                        .forEach((log, key) -> buffer.putShort(log.shortValue()).putLong(key));
                yield buffer.array();
            }
            case Ranked ranked ->
                ByteBuffer.allocate(QUERY_BYTES + 17)
                        .put(start)
                        .put(RANKED)
                        .putDouble(ranked.score())
                        .putLong(ranked.key())
                        .array();
        };
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws Refused {@code bad-next} when this is no mark of ours for this query */
    static Mark parse(String text, String query) throws Refused {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            byte[] start = new byte[QUERY_BYTES];
            buffer.get(start);
            byte kind = buffer.get();
            if (Arrays.equals(start, fingerprint(query)) && kind == RANKED && buffer.remaining() == 16) {
                return new Ranked(buffer.getDouble(), buffer.getLong());
            }
            if (Arrays.equals(start, fingerprint(query)) && kind == NEWEST && buffer.remaining() % 10 == 0) {
                Map<Integer, Long> keys = new TreeMap<>();
                while (buffer.hasRemaining()) {
                    keys.put((int) buffer.getShort(), buffer.getLong());
                }
                return new Newest(keys);
            }
        } catch (IllegalArgumentException | BufferUnderflowException notOurs) {
            throw bad();
        }
        throw bad();
    }

    private static byte[] fingerprint(String query) {
        byte[] text = query.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Arrays.copyOf(Digest.of(text).toBytes(), QUERY_BYTES);
    }

    private static Refused bad() {
        return Refusal.of("bad-next", "", "This is not the next of an earlier answer to the same query; leave it out.")
                .toException();
    }
}
