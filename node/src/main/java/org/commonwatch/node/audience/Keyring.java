package org.commonwatch.node.audience;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.seal.EncryptionKey;
import org.commonwatch.ledger.seal.EpochKey;
import org.commonwatch.ledger.seal.EpochWraps;
import org.commonwatch.ledger.seal.X25519Hpke;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Recipients;
import org.commonwatch.node.spine.Sealing;
import org.commonwatch.node.spine.Seals;
import org.commonwatch.node.spine.SqliteStore;
import org.jboss.logging.Logger;

/**
 * The keys this node was handed or made, in {@code local.db} and in memory. Which of them counts, the applied entries say: a
 * key is found by the commitment that its epoch states. Safe from many threads.
 */
@Singleton
public class Keyring implements Seals {
    /** How long sealing waits for a key that has just been ordered or is being renewed. */
    static final Duration KEY_MAX = Duration.ofSeconds(5);

    private static final int LOOK_MILLIS = 10;
    private static final Logger LOG = Logger.getLogger(Keyring.class);

    private final SqliteStore local;
    private final SqliteStore index;
    private final Identity self;
    private final X25519Hpke suite;
    private final Map<Digest, EpochKey> keys = new ConcurrentHashMap<>();

    @Inject
    Keyring(@Local SqliteStore local, @Index SqliteStore index, Identity self, SecureRandom random) {
        this.local = local;
        this.index = index;
        this.self = self;
        this.suite = new X25519Hpke(random);
        local.read(db -> db.query("SELECT secret FROM epoch_key", row -> EpochKey.of(row.getBytes(1))))
                .forEach(key -> keys.put(key.commitment(), key));
    }

    @Override
    public Optional<Sealing> current(Log log, Recipients recipients) throws Refused {
        if (log.space() != Space.COMMUNITY || recipients instanceof Recipients.InClear) {
            return Optional.empty();
        }
        Optional<Standing.Community> community = index.read(db -> new StandingRows(db, log).community());
        if (community.isEmpty()) {
            return Optional.empty();
        }
        String audience = recipients instanceof Recipients.Named named
                ? named.audience()
                : community.orElseThrow().name();
        long deadline = System.nanoTime() + KEY_MAX.toNanos();
        Optional<Sealing> sealing = usable(log, audience);
        while (sealing.isEmpty() && System.nanoTime() < deadline) {
            pause();
            sealing = usable(log, audience);
        }
        if (sealing.isEmpty()) {
            throw Refusal.of(
                            "seal-pending",
                            "",
                            "This node has no current key of the audience yet; it comes with the log from the steward's"
                                    + " node. Nothing was shared; try again in a moment.")
                    .toException();
        }
        return sealing;
    }

    private static void pause() throws Refused {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.of("seal-pending", "", "The node was stopped while it waited for a key.")
                    .toException();
        }
    }

    /** The newest epoch of an audience, if it is open and its key is here. */
    Optional<Sealing> usable(Log log, String audience) {
        return index.read(db -> new StandingRows(db, log).latest(audience))
                .filter(epoch -> !epoch.closed())
                .flatMap(epoch -> Optional.ofNullable(keys.get(epoch.commitment()))
                        .map(key -> new Sealing(audience, epoch.epoch(), key)));
    }

    @Override
    public Optional<EpochKey> key(Db db, Log log, String audience, long epoch) {
        return new StandingRows(db, log)
                .commitment(audience, epoch)
                .flatMap(commitment -> Optional.ofNullable(keys.get(commitment)));
    }

    @Override
    public Optional<Refusal> check(Db db, Log log, Statement statement) {
        return RekeyRules.check(statement, new StandingRows(db, log));
    }

    @Override
    public boolean learn(Log log, Envelope envelope, Supplier<List<byte[]>> wraps) {
        Statement statement = envelope.statement();
        if (!statement.draft().type().equals(Rekey.TYPE)) {
            return false;
        }
        try {
            Rekey rekey = Rekey.read(statement.draft().body());
            int place = rekey.members().indexOf(self.name());
            if (place < 0 || keys.containsKey(rekey.commitment())) {
                return false;
            }
            List<byte[]> all = wraps.get();
            if (all.size() != rekey.members().size()) {
                return false;
            }
            keep(log, rekey.audience(), rekey.epoch(), open(log, rekey, all.get(place)));
            return true;
        } catch (Refused useless) {
            LOG.warnf("%s: an entry hands out a key that does not open: %s", log.name(), useless.refusal());
            return false;
        }
    }

    /** Encrypted to the key in use, or to one before, by who had not heard of the change. */
    private EpochKey open(Log log, Rekey rekey, byte[] wrap) throws Refused {
        Refused last = Refusal.of("wrap-unopened", "", "There is no key to open it with.")
                .toException();
        for (EncryptionKey own : self.encryptions()) {
            try {
                return wraps(log, rekey).open(suite, own, self.name(), wrap);
            } catch (Refused notThis) {
                last = notThis;
            }
        }
        throw last;
    }

    /** Remembers a key; durable when this returns. */
    void keep(Log log, String audience, long epoch, EpochKey key) {
        local.write(db -> db.update(
                "INSERT OR IGNORE INTO epoch_key VALUES (?,?,?,?,?)",
                log.origin(),
                audience,
                epoch,
                key.commitment().toBytes(),
                key.secret()));
        keys.put(key.commitment(), key);
    }

    Optional<EpochKey> key(Digest commitment) {
        return Optional.ofNullable(keys.get(commitment));
    }

    X25519Hpke suite() {
        return suite;
    }

    static EpochWraps wraps(Log log, Rekey rekey) {
        return new EpochWraps(log.origin(), rekey.audience(), rekey.epoch(), rekey.commitment());
    }
}
