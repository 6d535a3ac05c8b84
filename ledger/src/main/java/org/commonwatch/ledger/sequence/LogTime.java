package org.commonwatch.ledger.sequence;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.ledger.statement.StatementTime;

/**
 * The entry {@code log.time}, version 1: the sequencer's clock as everybody replays it. Its body is {@code {"now":TIME}}.
 */
public final class LogTime {
    public static final String TYPE = "log.time";
    public static final int VERSION = 1;

    private static final String NOW = "now";

    private LogTime() {}

    static Draft draft(String origin, String author, Instant now) {
        Instant time = now.truncatedTo(ChronoUnit.MILLIS);
        return Draft.of(origin, author, time, TYPE, VERSION, Audience.of("log"))
                .with(JsonNodeFactory.instance.objectNode().put(NOW, StatementTime.text(time)));
    }

    /** The time such an entry states; empty for any other statement, whoever signed it. */
    public static Optional<Instant> of(Statement statement) {
        Draft draft = statement.draft();
        boolean shaped = draft.type().equals(TYPE)
                && draft.version() == VERSION
                && draft.body().size() == 1
                && draft.body().path(NOW).isTextual();
        return shaped ? StatementTime.parse(draft.body().path(NOW).textValue()) : Optional.empty();
    }
}
