package org.commonwatch.node.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.stix.Tlp;

/**
 * The tokens of this node. A copy of the table is kept in memory, changed after the table is, so that a request costs no
 * query and a revoked token is dead before {@link #revoke} returns.
 */
@ApplicationScoped
public class Tokens {
    /** More programs than any organisation connects; bounds the copy in memory. */
    private static final int TOKENS_MAX = 10_000;

    private final SqliteStore local;
    private final Clock clock;
    private final SecureRandom random;
    private final Digest owner;
    private final Map<Digest, Token> byDigest = new ConcurrentHashMap<>();

    @Inject
    Tokens(@Local SqliteStore local, Clock clock, SecureRandom random, OwnerToken ownerToken) {
        this.local = local;
        this.clock = clock;
        this.random = random;
        this.owner = ownerToken.digest();
    }

    /** Reads the table, and with it makes sure that owner.token is there before anybody is told that we are ready. */
    void open(@Observes StartupEvent start) {
        local.read(db -> db.query("SELECT * FROM token", row -> byDigest.put(digest(row), read(row))));
    }

    /** Who a presented secret belongs to; empty when to nobody, when it has expired, or when it only pushes. */
    Optional<Reader> reader(Secret presented) {
        Digest digest = presented.digest();
        if (digest.equals(owner)) {
            return Optional.of(Reader.owner("owner"));
        }
        return valid(digest).filter(token -> token.source().isEmpty()).map(Token::reader);
    }

    /** The telemetry source that a presented secret pushes to; empty for every other secret. */
    Optional<String> pushes(Secret presented) {
        return valid(presented.digest()).flatMap(Token::source);
    }

    private Optional<Token> valid(Digest digest) {
        return Optional.ofNullable(byDigest.get(digest)).filter(token -> token.validAt(clock.instant()));
    }

    /** Makes a token and returns its secret, which is not kept. */
    Secret create(
            String name,
            boolean write,
            Optional<String> collection,
            Tlp maxTlp,
            Optional<Instant> expires,
            boolean own,
            Optional<String> source)
            throws Refused {
        Instant now = clock.instant();
        if (!name.matches(Token.NAME_PATTERN) || name.equals("owner")) {
            throw Refusal.of(
                            "token-name",
                            "/name",
                            "A token's name has 1 to 64 letters, digits, '.', '_' or '-' and is not owner.",
                            name)
                    .toException();
        }
        if (byDigest.size() >= TOKENS_MAX) {
            throw Refusal.of("token-too-many", "", "This node has " + TOKENS_MAX + " tokens; revoke some first.")
                    .toException();
        }
        Secret secret = Secret.fresh(random);
        Token token = new Token(name, write, collection, maxTlp, expires, now, own, source);
        int added = local.write(db -> db.update(
                "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
                name,
                secret.digest().toBytes(),
                write,
                collection.orElse(null),
                maxTlp.name(),
                expires.map(Instant::getEpochSecond).orElse(null),
                now.getEpochSecond(),
                source.orElse(null),
                own));
        if (added == 0) {
            throw Refusal.of(
                            "token-exists",
                            "/name",
                            "There is a token of this name; revoke it or choose another.",
                            name)
                    .toException();
        }
        byDigest.put(secret.digest(), token);
        return secret;
    }

    List<Token> all() {
        return byDigest.values().stream()
                .sorted(java.util.Comparator.comparing(Token::name))
                .toList();
    }

    /** Revokes every token that pushes to this source. */
    public void revokePushing(String source) {
        local.write(db -> db.update("DELETE FROM token WHERE source = ?", source));
        byDigest.values().removeIf(token -> token.source().equals(Optional.of(source)));
    }

    /** Names of the tokens that push to this source. */
    public List<String> pushing(String source) {
        return all().stream()
                .filter(token -> token.source().equals(Optional.of(source)))
                .map(Token::name)
                .toList();
    }

    /** @return whether there was such a token */
    boolean revoke(String name) {
        int removed = local.write(db -> db.update("DELETE FROM token WHERE name = ?", name));
        byDigest.values().removeIf(token -> token.name().equals(name));
        return removed > 0;
    }

    private static Digest digest(ResultSet row) throws SQLException {
        return Digest.fromBytes(row.getBytes("digest"));
    }

    private static Token read(ResultSet row) throws SQLException {
        long expires = row.getLong("expires_second");
        boolean forever = row.wasNull();
        return new Token(
                row.getString("name"),
                row.getInt("write") != 0,
                Optional.ofNullable(row.getString("collection")),
                Tlp.valueOf(row.getString("max_tlp")),
                forever ? Optional.empty() : Optional.of(Instant.ofEpochSecond(expires)),
                Instant.ofEpochSecond(row.getLong("created_second")),
                row.getBoolean("own"),
                Optional.ofNullable(row.getString("source")));
    }
}
