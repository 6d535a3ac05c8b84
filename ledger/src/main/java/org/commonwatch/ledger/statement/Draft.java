package org.commonwatch.ledger.statement;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A statement before its lane number is known, so that an author can number and sign it again after a refusal.
 *
 * @param origin the log it is meant for
 * @param author the organisation that speaks
 * @param time the author's claim, whole milliseconds, years 1970 to 9999
 * @param type lower-case words joined by dots
 * @param version of the type, from 1
 * @param body public, small; an object of strings, booleans, nulls and integers below 2^53; not changed afterwards
 */
public record Draft(
        String origin,
        String author,
        Instant time,
        String type,
        int version,
        Audience audience,
        Optional<PayloadCommitment> payload,
        Optional<String> pseudonym,
        ObjectNode body) {
    public Draft {
        Words.check("origin", origin);
        Words.check("author", author);
        pseudonym.ifPresent(name -> Words.check("pseudonym", name));
        if (!Words.isType(type) || version < 1) {
            throw new IllegalArgumentException("not a statement type: " + type + " version " + version);
        }
        if (!StatementTime.isTime(time)) {
            throw new IllegalArgumentException("time needs whole milliseconds in years 1970 to 9999: " + time);
        }
    }

    /** A draft without payload and with an empty body. */
    public static Draft of(String origin, String author, Instant time, String type, int version, Audience audience) {
        return new Draft(
                origin,
                author,
                time,
                type,
                version,
                audience,
                Optional.empty(),
                Optional.empty(),
                JsonNodeFactory.instance.objectNode());
    }

    public Draft with(PayloadCommitment commitment) {
        return new Draft(origin, author, time, type, version, audience, Optional.of(commitment), pseudonym, body);
    }

    public Draft with(ObjectNode publicBody) {
        return new Draft(origin, author, time, type, version, audience, payload, pseudonym, publicBody);
    }
}
