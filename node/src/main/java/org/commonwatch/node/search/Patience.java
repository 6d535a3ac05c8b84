package org.commonwatch.node.search;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.StoreFault;

/** Runs a statement that somebody else worded, and stops it when it takes too long. */
@ApplicationScoped
class Patience {
    /** One statement of a search: beyond it the question is too broad for this node's data. */
    static final Duration STATEMENT_MAX = Duration.ofSeconds(3);

    /** SQLITE_INTERRUPT. */
    private static final int INTERRUPTED = 9;

    private final ScheduledExecutorService watch;
    private final Duration statementMax;

    Patience() {
        this(STATEMENT_MAX);
    }

    Patience(Duration statementMax) {
        this.statementMax = statementMax;
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("search-watch").daemon().factory());
        executor.setRemoveOnCancelPolicy(true);
        this.watch = executor;
    }

    /** @throws Refused {@code query-too-broad} when it takes longer than {@link #STATEMENT_MAX} */
    <T> List<T> query(Db db, SqlBuilder sql, Db.Row<T> row) throws Refused {
        PreparedStatement statement = db.prepare(sql.text());
        Stop stop = new Stop(statement);
        ScheduledFuture<?> alarm = watch.schedule(stop::now, statementMax.toMillis(), TimeUnit.MILLISECONDS);
        try {
            bind(statement, sql.arguments());
            List<T> rows = new ArrayList<>();
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    rows.add(row.read(results));
                }
            }
            return rows;
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xff) == INTERRUPTED) {
                throw Refusal.of(
                                "query-too-broad",
                                "",
                                "This search would take longer than " + statementMax.toSeconds()
                                        + " seconds; add a word, a type or a date.")
                        .toException();
            }
            throw new StoreFault("search", sql.text(), e);
        } finally {
            stop.never();
            alarm.cancel(false);
        }
    }

    @PreDestroy
    void close() {
        watch.shutdownNow();
    }

    private static void bind(PreparedStatement statement, List<Object> arguments) throws SQLException {
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setInt(i + 1, number);
                case Double number -> statement.setDouble(i + 1, number);
                case String text -> statement.setString(i + 1, text);
                case byte[] bytes -> statement.setBytes(i + 1, bytes);
                case Object other ->
                    throw new IllegalArgumentException(
                            "no column type for " + other.getClass().getName());
            }
        }
    }

    /** Interrupts its own statement only: an alarm that comes late must not hit the next one on the connection. */
    private static final class Stop {
        private final PreparedStatement statement;
        private boolean over;

        Stop(PreparedStatement statement) {
            this.statement = statement;
        }

        synchronized void now() {
            if (!over) {
                try {
                    statement.cancel();
                } catch (SQLException closedMeanwhile) {
                    over = true;
                }
            }
        }

        synchronized void never() {
            over = true;
        }
    }
}
