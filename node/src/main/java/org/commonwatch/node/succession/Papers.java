package org.commonwatch.node.succession;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.succession.Vote;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.SqliteStore;

/**
 * Terms, votes and proofs of an epoch that may end, as they came and were verified: kept in {@code local.db}, given to other
 * members by their hash. Who puts them here has verified them.
 */
@ApplicationScoped
class Papers {
    /** Proposals kept of one epoch: three a member of the largest community. */
    static final int TERMS_MAX = 96;

    /** Proposals kept of one member: who changes its mind more often is not listened to. */
    static final int TERMS_OF_A_MEMBER_MAX = 3;

    /** Votes kept of one epoch: an honest cosigner casts one; a liar's others do not push it out. */
    static final int VOTES_MAX = 128;

    /** Proofs kept: a record carries as many. */
    static final int FORKS_MAX = 16;

    private final SqliteStore local;

    @Inject
    Papers(@Local SqliteStore local) {
        this.local = local;
    }

    /** What a paper is. */
    enum Kind {
        TERMS(Proposal.BYTES_MAX, TERMS_MAX),
        VOTE(Vote.BYTES_MAX, VOTES_MAX),
        FORK(Fork.BYTES_MAX, FORKS_MAX);

        final int bytesMax;
        final int countMax;

        Kind(int bytesMax, int countMax) {
            this.bytesMax = bytesMax;
            this.countMax = countMax;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Kind> of(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /** One paper; its bytes belong to whoever made it. */
    static final class Paper {
        private final Kind kind;
        private final String name;
        private final byte[] bytes;

        Paper(Kind kind, String name, byte[] bytes) {
            this.kind = kind;
            this.name = name;
            this.bytes = bytes;
        }

        private String hash() {
            return Digest.of(bytes).hex();
        }
    }

    /** A paper that there may be, by what names its bytes. */
    record Listed(Kind kind, String hash) {}

    /**
     * Keeps a verified paper; one of its name that is there stays.
     *
     * @throws Refused {@code papers-too-many}
     */
    void keep(Log log, long epoch, Paper paper) throws Refused {
        boolean room = local.write(db -> {
            boolean known = db.number(
                            "SELECT count(*) FROM succession_paper WHERE log = ? AND epoch = ? AND kind = ? AND name = ?",
                            log.name(),
                            epoch,
                            paper.kind.word(),
                            paper.name)
                    > 0;
            boolean fits = db.number(
                            "SELECT count(*) FROM succession_paper WHERE log = ? AND epoch = ? AND kind = ?",
                            log.name(),
                            epoch,
                            paper.kind.word())
                    < paper.kind.countMax;
            if (!known && fits) {
                db.update(
                        "INSERT INTO succession_paper VALUES (?,?,?,?,?,?)",
                        log.name(),
                        epoch,
                        paper.kind.word(),
                        paper.name,
                        paper.hash(),
                        paper.bytes);
            }
            return known || fits;
        });
        if (!room) {
            throw Refusal.of("papers-too-many", "", "No more of this kind are kept for one epoch.", paper.kind.word())
                    .toException();
        }
    }

    /** In the order in which they came. */
    List<byte[]> all(Log log, long epoch, Kind kind) {
        return local.read(db -> db.query(
                "SELECT bytes FROM succession_paper WHERE log = ? AND epoch = ? AND kind = ? ORDER BY rowid",
                row -> row.getBytes(1),
                log.name(),
                epoch,
                kind.word()));
    }

    List<Listed> list(Log log, long epoch) {
        return local.read(db -> db.query(
                "SELECT kind, hash FROM succession_paper WHERE log = ? AND epoch = ? ORDER BY rowid",
                row -> new Listed(Kind.of(row.getString(1)).orElseThrow(), row.getString(2)),
                log.name(),
                epoch));
    }

    /** The bytes that have this hash. */
    Optional<byte[]> of(Log log, String hash) {
        return local.read(db -> db.first(
                "SELECT bytes FROM succession_paper WHERE log = ? AND hash = ?",
                row -> row.getBytes(1),
                log.name(),
                hash));
    }
}
