package org.commonwatch.node.feeds;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.commonwatch.intake.claims.Claims;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Digest;
import org.commonwatch.stix.StixObject;

/**
 * One object that a feed says, or said.
 *
 * @param object first 8 bytes of SHA-256 of its id: only this feed's own objects could be confused with each other
 * @param content first 8 bytes of SHA-256 of what it says
 * @param item key of its claim on the home log
 * @param withdrawn what undoes the withdrawal; empty while the feed says it
 */
record Member(long object, long content, long item, OptionalLong withdrawn) {
    /** Withdrawn without a trace on the ledger, because nothing was to be done. */
    static final long NOTHING = -1;

    static long name(String id) {
        return first(Digest.of(id.getBytes(StandardCharsets.UTF_8)));
    }

    /** Of an object that came as STIX: every byte counts. */
    static long content(StixObject object) {
        return first(Digest.of(object.bytes()));
    }

    /** Of an object made from a value: the times of its making do not count, so that reading a list again says nothing new. */
    static long timeless(StixObject object) {
        return first(Digest.of(CanonicalJson.bytes(Claims.timeless(object.json()))));
    }

    private static long first(Digest digest) {
        return ByteBuffer.wrap(digest.toBytes()).getLong();
    }
}
