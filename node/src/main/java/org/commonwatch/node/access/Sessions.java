package org.commonwatch.node.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.commonwatch.kernel.Digest;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;

/**
 * People's way in: a link that works once and for 15 minutes opens a session of 12 hours. Links live in memory, so a restart
 * ends them; sessions live in {@code local.db}, so a restart does not sign anyone out.
 */
@ApplicationScoped
public class Sessions {
    static final Duration LINK_LIFE = Duration.ofMinutes(15);
    static final Duration SESSION_LIFE = Duration.ofHours(12);
    private static final int LINKS_MAX = 100;

    private final SqliteStore local;
    private final Clock clock;
    private final SecureRandom random;
    private final Map<Digest, Instant> links = new ConcurrentHashMap<>();

    @Inject
    Sessions(@Local SqliteStore local, Clock clock, SecureRandom random) {
        this.local = local;
        this.clock = clock;
        this.random = random;
    }

    /** A fresh one-time link secret; the oldest unused ones give way when there are too many. */
    public Secret newLink() {
        Instant now = clock.instant();
        links.values().removeIf(now::isAfter);
        if (links.size() >= LINKS_MAX) {
            links.clear();
        }
        Secret secret = Secret.fresh(random);
        links.put(secret.digest(), now.plus(LINK_LIFE));
        return secret;
    }

    /** Whether the link would still work; asking does not use it up. */
    boolean linkWorks(Secret link) {
        return Optional.ofNullable(links.get(link.digest()))
                .filter(clock.instant()::isBefore)
                .isPresent();
    }

    /** Uses the link up and opens a session; empty when it was used, has expired or never was. */
    Optional<Secret> open(Secret link) {
        Instant now = clock.instant();
        Optional<Instant> until = Optional.ofNullable(links.remove(link.digest()));
        return until.filter(now::isBefore).map(valid -> {
            Secret session = Secret.fresh(random);
            local.write(db -> {
                db.update("DELETE FROM session WHERE expires_second <= ?", now.getEpochSecond());
                return db.update(
                        "INSERT INTO session VALUES (?, ?, ?)",
                        session.digest().toBytes(),
                        "owner",
                        now.plus(SESSION_LIFE).getEpochSecond());
            });
            return session;
        });
    }

    Optional<Reader> reader(Secret session) {
        return local.read(db -> db.first(
                "SELECT person FROM session WHERE digest = ? AND expires_second > ?",
                row -> Reader.owner(row.getString(1)),
                session.digest().toBytes(),
                clock.instant().getEpochSecond()));
    }

    void close(Secret session) {
        local.write(db -> db.update(
                "DELETE FROM session WHERE digest = ?", session.digest().toBytes()));
    }
}
